using System.Diagnostics;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>A verdict's exit code means that the verdict was given.</summary>
[Collection(ProcessTests.Name)]
public sealed class LostOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LostOutputTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full and a POSIX shell.");
        SampleRuns.Of().Write(_folder["run"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(">&-", "Bad file descriptor")]
    [InlineData(">/dev/full", "No space left on device")]
    [InlineData("| true", "Broken pipe")]
    public async Task If_its_result_cannot_be_written_a_check_ends_with_5_and_says_so_in_a_line(string redirection, string said)
    {
        Program.Outcome outcome = await CheckAsync(redirection);

        Assert.Equal((5, ""), (outcome.ExitCode, outcome.Output));
        string line = Assert.Single(outcome.ErrorLines);
        Assert.Contains(said, line, StringComparison.Ordinal);
        Wording.Matches(line.Replace(said, "(what the system says)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task Without_a_standard_error_the_verdict_is_given_all_the_same(string redirection)
    {
        Program.Outcome outcome = await CheckAsync(redirection);

        Assert.Equal(0, outcome.ExitCode);
        Assert.NotEmpty(outcome.Output);
    }

    [Fact]
    public async Task A_full_disk_ends_a_sweep_within_this_process_with_5_and_one_line_whichever_thread_it_meets()
    {
        // No file may grow beyond 6 KiB: BenchmarkDotNet's log, which it writes on a separate thread, reaches that first. The runtime also
        // maps its code from such a file.
        ProcessStartInfo program = Program.StartInfo([
            "sweep",
            "--in-process",
            "--quiet",
            "--workload",
            "mlp",
            "--accumulate",
            "2",
            "--log-every",
            "4",
            "--seconds-per-cell",
            "0.1",
            "--output",
            _folder["full"],
        ]);
        var start = new ProcessStartInfo(
            "bash",
            ["-c", "trap '' XFSZ; ulimit -f 6; exec \"$0\" \"$@\"", program.FileName, .. program.ArgumentList]
        );
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";

        Program.Outcome outcome = await Program.RunAsync(start);

        Assert.Equal((5, ""), (outcome.ExitCode, outcome.Output));
        // The runtime has another exception for a file that may not grow than for a disk that is full; the line is that of the exception.
        Assert.StartsWith("throughputbench: ", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    private Task<Program.Outcome> CheckAsync(string redirection)
    {
        ProcessStartInfo program = Program.StartInfo(["check", "--run", _folder["run"], "--baseline", "none"]);
        var start = new ProcessStartInfo(
            "bash",
            ["-c", $"\"$0\" \"$@\" {redirection}; exit ${{PIPESTATUS[0]}}", program.FileName, .. program.ArgumentList]
        );
        return Program.RunAsync(start);
    }
}
