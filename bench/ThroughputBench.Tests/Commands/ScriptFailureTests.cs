using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>run.sh</c> where it cannot do its own work: it says so, and never with the exit code of a verdict.</summary>
[Collection(ProcessTests.Name)]
public sealed class ScriptFailureTests : ScriptTest
{
    private const string Stamps = "bench/ThroughputBench/obj/run.sh";

    [Fact]
    public async Task In_a_clone_that_cannot_be_written_it_starts_what_is_built_and_says_why_it_builds_nothing()
    {
        Pretend(Builds);
        await RunAsync("info");
        // Root may write every file, but none over a folder.
        File.Delete(_clone[Stamps, "lock"]);
        Directory.CreateDirectory(_clone[Stamps, "lock"]);

        Program.Outcome unchanged = await RunAsync("info");
        _clone.Write("src/A/A.cs", "y");
        Program.Outcome changed = await RunAsync("info");
        Program.Outcome older = await RunAsync("info", "--no-build");

        Assert.Equal((3, 5, 3), (unchanged.ExitCode, changed.ExitCode, older.ExitCode));
        Assert.Empty(unchanged.ErrorLines);
        Wording.Matches(LineOf(changed));
        Assert.Single(File.ReadAllLines(_temporary["builds"]));
    }

    [Fact]
    public async Task A_folder_of_sources_that_cannot_be_read_does_not_end_it()
    {
        Pretend(Builds);
        Pretend($"{Find("find")} \"$@\"; exit 1", "find");

        Program.Outcome first = await RunAsync("info"),
            second = await RunAsync("info"),
            older = await RunAsync("info", "--no-build");

        Assert.Equal((3, 3, 3), (first.ExitCode, second.ExitCode, older.ExitCode));
        Assert.Empty(second.ErrorLines);
        Assert.Empty(older.ErrorLines);
        Assert.Single(File.ReadAllLines(_temporary["builds"]));
    }

    [Fact]
    public async Task An_error_of_its_own_is_said_and_no_verdict()
    {
        Pretend(Builds);
        Directory.CreateDirectory(_clone[Stamps, "begin"]); // as on a full disk, it cannot be written

        Program.Outcome outcome = await RunAsync("check");

        Assert.Equal((5, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal("run.sh: an error in run.sh itself (exit code 1): nothing was started.", outcome.ErrorLines[^1]);
    }

    [Fact]
    public async Task On_a_disk_without_locks_it_builds_and_says_so()
    {
        Pretend(Builds);
        Pretend("echo 'flock: 9: Function not implemented' >&2; exit 71", "flock");

        Program.Outcome outcome = await RunAsync("info");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(
            "run.sh: files cannot be locked on this disk (flock ended with 71): start no second run.sh here while this one builds.",
            outcome.ErrorLines[0]
        );
        Assert.Contains("first build", outcome.ErrorLines[1], StringComparison.Ordinal);
    }
}
