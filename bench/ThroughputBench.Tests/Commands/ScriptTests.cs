using System.Diagnostics;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>run.sh</c>: what it builds and starts, and what it refuses.</summary>
[Collection(ProcessTests.Name)]
public sealed class ScriptTests : ScriptTest
{
    [Theory]
    [InlineData("sweep")]
    [InlineData("test")]
    public async Task Without_dotnet_it_says_what_to_install(string command)
    {
        Program.Outcome outcome = await RunAsync(command);

        Assert.Equal(2, outcome.ExitCode);
        Wording.Matches(LineOf(outcome));
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("echo '8.0.404 [/sdk]'", "8")]
    [InlineData("echo '8.0.404 [/sdk]'; echo '9.0.101 [/sdk]'", "9")]
    [InlineData("true", "none")]
    [InlineData("echo 'it is broken' >&2; exit 131", "none")]
    public async Task With_no_SDK_that_is_new_enough_it_says_so_and_builds_nothing(string listSdks, string newest)
    {
        Pretend($"if [ \"$*\" != --list-sdks ]; then echo called; exit 99; fi; {listSdks}");

        Program.Outcome outcome = await RunAsync("sweep");

        Assert.Equal(2, outcome.ExitCode);
        Wording.Matches(LineOf(outcome), newest);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task With_a_CDPATH_its_own_folder_is_still_found()
    {
        Pretend(Builds);
        string above = Path.GetDirectoryName(_clone.Path)!;
        ProcessStartInfo start = StartInfo([Path.Combine(Path.GetFileName(_clone.Path), "run.sh"), "info"]);
        start.WorkingDirectory = above;
        start.Environment["CDPATH"] = above;

        Program.Outcome outcome = await Program.RunAsync(start);

        Assert.Equal(3, outcome.ExitCode);
        Assert.EndsWith("ThroughputBench.dll|info|", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_builds_in_Release_and_hands_on_arguments_and_exit_code()
    {
        Pretend(Builds);

        Program.Outcome outcome = await RunAsync("sweep", "--data", "a b", "");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Matches(@"^[^|]+/bin/Release/net10\.0/ThroughputBench\.dll\|sweep\|--data\|a b\|\|$", outcome.Output);
        Assert.Contains("ThroughputBench.csproj --configuration Release", File.ReadAllText(_temporary["log"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_compiler_says_is_shown_if_the_build_fails()
    {
        Pretend("""case "$1" in --list-sdks) echo '11.0.100 [/sdk]';; build) echo 'error CS1002'; exit 1;; *) echo called;; esac""");

        Program.Outcome outcome = await RunAsync();

        Assert.Equal(5, outcome.ExitCode);
        Assert.Contains("error CS1002", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task A_build_that_writes_no_program_starts_none_and_says_so()
    {
        Pretend("""case "$1" in --list-sdks) echo '10.0.100 [/sdk]';; build) ;; *) echo called;; esac""");

        Program.Outcome outcome = await RunAsync("info");

        Assert.Equal((5, ""), (outcome.ExitCode, outcome.Output));
        Wording.Matches(outcome.ErrorLines[^1].Replace(_clone.Path, "CLONE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_builds_again_only_if_something_changed_and_says_why()
    {
        Pretend(Builds);
        Wording.Matches(LineOf(await RunAsync("info")), "first");

        Assert.Empty((await RunAsync("info")).ErrorLines);
        _clone.Write("src/A.Tests/ATests.cs", "y");
        Assert.Empty((await RunAsync("info")).ErrorLines);
        _clone.Write("src/A/A.cs", "y");
        Wording.Matches(LineOf(await RunAsync("info")), "a change");
        Assert.Empty((await RunAsync("info")).ErrorLines);
        File.SetLastWriteTimeUtc(_clone["src/A/A.cs"], DateTime.UnixEpoch); // as a file that is moved here from elsewhere
        Wording.Matches(LineOf(await RunAsync("info")), "a change");
        File.Delete(_clone["src/A/A.cs"]);
        Wording.Matches(LineOf(await RunAsync("info")), "a file is gone");
        Wording.Matches(LineOf(await RunAsync("info", "--libtorch", "x")), "another libtorch");
        File.Delete(_clone["bench/ThroughputBench/bin/Release/net10.0/ThroughputBench.dll"]);
        Wording.Matches(LineOf(await RunAsync("info", "--libtorch", "x")), "the program is gone");

        Assert.Equal(6, File.ReadAllLines(_temporary["builds"]).Length);
    }

    [Fact]
    public async Task With_no_build_it_starts_what_is_built_and_says_if_that_is_not_what_would_be_built()
    {
        Pretend(Builds);
        Program.Outcome nothing = await RunAsync("--no-build", "info");
        await RunAsync("info");

        Program.Outcome same = await RunAsync("info", "--no-build");
        _clone.Write("src/A/A.cs", "y");
        Program.Outcome older = await RunAsync("--no-build", "info", "--", "--no-build");
        Program.Outcome otherwise = await RunAsync("--no-build", "info", "--libtorch=x");

        Assert.Equal((2, 3, 3, 2), (nothing.ExitCode, same.ExitCode, older.ExitCode, otherwise.ExitCode));
        Wording.Matches(LineOf(nothing), "nothing");
        Assert.Empty(same.ErrorLines);
        Wording.Matches(LineOf(older), "older");
        Assert.EndsWith("ThroughputBench.dll|info|--|--no-build|", older.Output, StringComparison.Ordinal);
        Wording.Matches(LineOf(otherwise), "otherwise");
        Assert.Single(File.ReadAllLines(_temporary["builds"]));
    }

    [Theory]
    [InlineData("Platform")]
    [InlineData("configuration")]
    [InlineData("OUTPUTPATH")]
    [InlineData("DirectoryBuildPropsPath")]
    [InlineData("GIT_DIR")]
    public async Task A_build_sees_no_property_that_the_environment_holds(string variable)
    {
        Pretend(Builds);

        await RunAsync(["info"], (variable, "x64"), ("HTTPS_PROXY", "http://proxy"), ("NUGET_PACKAGES", "/packages"));

        string[] seen = File.ReadAllLines(_temporary["environment"]);
        Assert.DoesNotContain(seen, line => line.StartsWith(variable + "=", StringComparison.Ordinal));
        Assert.Contains(seen, line => line.StartsWith("HTTPS_PROXY=", StringComparison.Ordinal));
        Assert.Contains(seen, line => line.StartsWith("NUGET_PACKAGES=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_folder_for_temporary_files_it_says_so_with_no_exit_code_of_a_verdict()
    {
        Pretend(Builds);

        Program.Outcome outcome = await RunAsync(["check"], ("TMPDIR", "/nonexistent/x"));

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Wording.Matches(LineOf(outcome));
    }

    [Fact]
    public async Task With_too_few_open_files_for_NET_it_says_how_many_are_needed()
    {
        Pretend(Builds);

        Program.Outcome outcome = await Program.RunAsync(StartInfo(["-c", "ulimit -n 64; exec \"$0\" check", _clone["run.sh"]]));

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Wording.Matches(LineOf(outcome));
    }

    [Theory]
    [InlineData(">&-", 5)]
    [InlineData("2>&-", 3)]
    [InlineData("<&-", 3)]
    [InlineData("2>/dev/full", 3)]
    public async Task A_closed_output_is_never_a_verdict_and_a_closed_error_takes_none_away(string redirection, int exitCode)
    {
        Pretend(Builds);

        Program.Outcome outcome = await Program.RunAsync(StartInfo(["-c", $"exec \"$0\" info {redirection}", _clone["run.sh"]]));

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(exitCode == 3, outcome.Output.EndsWith("ThroughputBench.dll|info|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_at_once_in_one_clone_build_once_and_both_run()
    {
        Assert.SkipWhen(Find("flock") is null, "There is no flock here.");
        Pretend(Builds.Replace("build) ", "build) sleep 0.5; ", StringComparison.Ordinal));

        Program.Outcome[] outcomes = await Task.WhenAll(RunAsync("info"), RunAsync("info"));

        Assert.All(outcomes, outcome => Assert.Equal(3, outcome.ExitCode));
        Assert.Contains(outcomes, outcome =>
            outcome.Error.Contains("another run.sh is building in this clone; waiting for it", StringComparison.Ordinal)
        );
        Assert.Single(File.ReadAllLines(_temporary["builds"]));
    }

    [Fact]
    public async Task Ctrl_C_while_it_builds_is_130_and_the_next_builds_again()
    {
        // The build reports the interruption by its exit code, as dotnet does.
        Pretend(
            """case "$1" in --list-sdks) echo '10.0.100 [/sdk]';; build) trap 'exit 1' INT; kill -INT 0; sleep 5;; *) echo called;; esac"""
        );

        Program.Outcome outcome = await Program.RunAsync(StartInfo(["-c", "set -m; \"$0\" info & wait $!", _clone["run.sh"]]));

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
        Assert.False(File.Exists(_clone["bench/ThroughputBench/obj/run.sh/inputs"]));
    }
}
