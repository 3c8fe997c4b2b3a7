using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>Sweeps with a known fault of the monitor's, measured inside the program's own process: the fault is the same in each.</summary>
[Collection(MeasuringTests.Name)]
public sealed class FaultySweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_monitor_that_reports_too_much_is_in_disagreement_and_the_exit_code_is_1()
    {
        Program.Outcome outcome = await Program.RunAsync(
            "sweep",
            "--workload",
            "mlp",
            "--accumulate",
            "1",
            "--log-every",
            "1",
            "--seconds-per-cell",
            "1",
            "--in-process",
            "--fault",
            "overreport=1%",
            "--output",
            _folder["run"]
        );

        CellRecord cell = Assert.Single(RunFolder.Read(_folder["run"]).Cells);
        AgreementRecord agreement = cell.Agreement ?? throw new InvalidOperationException(cell.Reason);
        Assert.Equal(1, outcome.ExitCode);
        Assert.False(agreement.Agrees);
        Assert.True(agreement.ReportedSamplesPerSecond > agreement.IndependentSamplesPerSecond);
        Assert.Contains("DISAGREE", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// Each in two cells, with so little time that their overhead says nothing: what makes a monitor lie is found all the same.
    /// </summary>
    [Theory]
    [InlineData("window=+1", "a window of 3 steps that has moved")]
    [InlineData("late-log", "train/position")]
    [InlineData("short-cycle", "after a short cycle")]
    [InlineData("validation-time", "after a validation")]
    [InlineData("epoch-end", "an epoch's end")]
    public async Task A_wrong_monitor_is_found_in_each_cell_and_the_sentence_names_the_place(string fault, string where)
    {
        Program.Outcome outcome = await Program.RunAsync(
            "sweep",
            "--workload",
            "mlp",
            "--accumulate",
            "1,4",
            "--log-every",
            "4",
            "--seconds-per-cell",
            "0.3",
            "--in-process",
            "--json",
            "--fault",
            fault,
            "--output",
            _folder["run"]
        );

        RecordedRun run = RunFolder.Read(_folder["run"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.All(run.Cells, cell => Assert.False(cell.Verification!.Agrees));
        Finding finding = Assert.Single(new Findings(run).All(), finding =>
            finding.Text.Contains("WRONG in 2 of 2 cells", StringComparison.Ordinal)
        );
        Assert.Contains(where, finding.Text, StringComparison.Ordinal);
        Assert.Contains("reported", finding.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await Program.RunHereAsync("check", "--run", _folder["run"], "--baseline", "none")).ExitCode);
    }

    [Fact]
    public async Task A_monitor_that_allocates_is_named_by_the_sweep_and_fails_the_check()
    {
        await Program.RunAsync(
            "sweep",
            "--workload",
            "mlp",
            "--accumulate",
            "1",
            "--log-every",
            "4",
            "--seconds-per-cell",
            "1",
            "--in-process",
            "--fault",
            "allocate=40",
            "--output",
            _folder["run"]
        );

        RecordedRun run = RunFolder.Read(_folder["run"]);
        Assert.Equal(40, Assert.Single(run.Cells).AllocatedBytesPerBatch);
        Assert.True(Assert.Single(run.Cells).Verification!.Agrees);
        Assert.Contains(new Findings(run).All(), finding =>
            finding is { IsBad: true }
            && finding.Text.StartsWith("The monitor ALLOCATES 40 bytes per micro-batch", StringComparison.Ordinal)
        );
        Program.Outcome check = await Program.RunHereAsync("check", "--run", _folder["run"], "--baseline", "none");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("memory allocated at micro-batches", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_monitor_that_is_slow_has_an_interval_above_zero_which_Ctrl_C_in_the_next_cell_leaves_as_it_is()
    {
        using RunningProgram program = RunningProgram.Start(
            _folder.Path,
            "sweep",
            "--workload",
            "mlp",
            "--accumulate",
            "1",
            "--log-every",
            "1,2",
            "--seconds-per-cell",
            "1",
            "--in-process",
            "--fault",
            "slow=20%",
            "--output",
            "run"
        );
        await program.ErrorLineAsync("[2/3]");
        await program.PressCtrlCAsync();

        Program.Outcome outcome = await program.EndAsync();

        RecordedRun run = RunFolder.Read(_folder["run"]);
        CellRecord slow = Assert.Single(run.Cells);
        Assert.Equal(Cells.Of(1, 1), slow.Cell);
        Assert.True(slow.Overhead!.Lower > 0, $"The interval is [{slow.Overhead.Lower}, {slow.Overhead.Upper}].");
        Assert.Equal((130, RunState.Interrupted), (outcome.ExitCode, run.Run.State));
        Assert.Equal(RunReport.Files(run, _folder["run"]).First().Text, await File.ReadAllTextAsync(_folder["run", "report.md"]));
        Assert.Contains($"--resume '{_folder["run"]}'", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(await program.LeftBehindAsync(TimeSpan.FromSeconds(30)));
    }
}
