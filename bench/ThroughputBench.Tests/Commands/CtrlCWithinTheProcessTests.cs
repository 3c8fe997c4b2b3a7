using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>Ctrl-C while cells are measured within the command's own process.</summary>
public sealed class CtrlCWithinTheProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_cells_of_a_slow_monitor_stay_as_they_were_measured()
    {
        using RunningProgram program = RunningProgram.Start(
            _folder.Path,
            "sweep",
            "--workload",
            "mlp",
            "--accumulate",
            "1",
            "--log-every",
            "1,2,4,8",
            "--seconds-per-cell",
            "0.5",
            "--in-process",
            "--fault",
            "slow=20%",
            "--output",
            "run"
        );
        await program.ErrorLineAsync("[2/5]");
        await program.PressCtrlCAsync();

        Program.Outcome outcome = await program.EndAsync();

        RecordedRun run = RunFolder.Read(_folder["run"]);
        Assert.InRange(run.Cells.Count, 1, 3);
        CellRecord slow = run.Cells.Single(cell => cell.Cell == Cells.Of(1, 1));
        Assert.True(slow.Overhead!.Lower > 0, $"The interval is [{slow.Overhead.Lower}, {slow.Overhead.Upper}].");
        Assert.Equal((130, RunState.Interrupted), (outcome.ExitCode, run.Run.State));
        Assert.Equal(RunReport.Files(run, _folder["run"]).First().Text, await File.ReadAllTextAsync(_folder["run", "report.md"]));
        Assert.Contains($"--resume '{_folder["run"]}'", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(await program.LeftBehindAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_check_keeps_what_was_measured_and_says_how_to_resume()
    {
        using RunningProgram program = RunningProgram.Start(
            _folder.Path,
            [
                "check",
                "--in-process",
                "--device",
                "cpu",
                "--workload",
                "mlp",
                "--accumulate",
                "1",
                "--log-every",
                "1,2,4,8",
                "--baseline",
                "none",
                "--budget",
                "2%",
                "--markdown",
                "a b.md",
                "--json",
                "--seconds-per-cell",
                "0.3",
                "--output",
                "run",
            ]
        );
        await program.ErrorLineAsync("[2/5]");
        await program.PressCtrlCAsync();

        Program.Outcome outcome = await program.EndAsync();

        RecordedRun run = RunFolder.Read(_folder["run"]);
        Assert.Equal((130, RunState.Interrupted), (outcome.ExitCode, run.Run.State));
        Assert.InRange(run.Cells.Count, 1, 3);
        Wording.Matches(outcome.ErrorLines[^1].Replace(_folder.Path, "FOLDER", StringComparison.Ordinal));
    }
}
