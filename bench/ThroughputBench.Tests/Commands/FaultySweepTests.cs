using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// Sweeps with a known fault of the monitor's. The fault is the same in every process, so they run inside that of the tests, in which most
/// code is compiled already: a process of its own spends more time on compiling than on measuring.
/// </summary>
[Collection(TrainingTests.Name)]
public sealed class FaultySweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_monitor_that_reports_too_much_is_in_disagreement_and_the_exit_code_is_1()
    {
        Program.Outcome outcome = await SweepAsync("overreport=1%", accumulate: "1", logEvery: "1", seconds: "0.5");

        CellRecord cell = Assert.Single(RunFolder.Read(_folder["run"]).Cells);
        AgreementRecord agreement = cell.Agreement ?? throw new InvalidOperationException(cell.Reason);
        Assert.Equal(1, outcome.ExitCode);
        Assert.False(agreement.Agrees);
        Assert.True(agreement.ReportedSamplesPerSecond > agreement.IndependentSamplesPerSecond);
        Assert.Contains("DISAGREE", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// In so little time that the overhead says nothing: what makes a monitor lie is found all the same.
    /// </summary>
    [Theory]
    [InlineData("window=+1", "1,4", "in 2 of 2 cells", "with a window")]
    [InlineData("late-log", "4", "in 1 of 1 cell", "train/position")]
    [InlineData("short-cycle", "1,4", "in 2 of 2 cells", "after a short cycle")]
    [InlineData("validation-time", "4", "in 1 of 1 cell", "after a validation")]
    [InlineData("epoch-end", "4", "in 1 of 1 cell", "an epoch's end")]
    public async Task A_wrong_monitor_is_found_in_each_cell_and_the_sentence_names_the_place(
        string fault,
        string accumulate,
        string cells,
        string where
    )
    {
        Program.Outcome outcome = await SweepAsync(fault, accumulate, logEvery: "4", seconds: "0.1");

        RecordedRun run = RunFolder.Read(_folder["run"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.All(run.Cells, cell => Assert.False(cell.Verification!.Agrees));
        Finding finding = Assert.Single(new Findings(run).All(), finding =>
            finding.Text.Contains($"WRONG {cells}", StringComparison.Ordinal)
        );
        Assert.Contains(where, finding.Text, StringComparison.Ordinal);
        Assert.Contains("reported", finding.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await Program.RunHereAsync("check", "--run", _folder["run"], "--baseline", "none")).ExitCode);
    }

    [Fact]
    public async Task A_monitor_that_allocates_is_named_by_the_sweep_and_fails_the_check()
    {
        await SweepAsync("allocate=40", accumulate: "1", logEvery: "4", seconds: "0.3");

        RecordedRun run = RunFolder.Read(_folder["run"]);
        Assert.Equal(40, Assert.Single(run.Cells).AllocatedBytesPerBatch);
        Assert.True(Assert.Single(run.Cells).Verification!.Agrees);
        Assert.Contains(new Findings(run).All(), finding =>
            finding is { IsBad: true }
            && finding.Text.StartsWith("The monitor ALLOCATES 40 bytes per micro-batch", StringComparison.Ordinal)
        );
        Program.Outcome check = await Program.RunHereAsync("check", "--run", _folder["run"], "--baseline", "none");
        Assert.Equal(1, check.ExitCode);
        Assert.True(Assert.Single(run.Cells).Allocates);
    }

    [Fact]
    public async Task A_device_error_fails_its_cell_and_keeps_the_others_and_the_exit_code_is_5()
    {
        Program.Outcome outcome = await SweepAsync("device-error=1/2", accumulate: "1", logEvery: "1,2,4", seconds: "0.5");

        IReadOnlyList<CellRecord> cells = RunFolder.Read(_folder["run"]).Cells;
        Assert.Equal(5, outcome.ExitCode);
        Assert.Equal([CellStatus.Measured, CellStatus.Failed, CellStatus.Measured], cells.Select(cell => cell.Status));
        Wording.Matches(cells[1].Reason);
        Assert.DoesNotContain('\n', cells[1].Reason ?? "");
        Assert.Contains("illegal memory access", outcome.Output, StringComparison.Ordinal);
    }

    private Task<Program.Outcome> SweepAsync(string fault, string accumulate, string logEvery, string seconds) =>
        Program.RunHereAsync(
            "sweep",
            "--device",
            "cpu",
            "--workload",
            "mlp",
            "--accumulate",
            accumulate,
            "--log-every",
            logEvery,
            "--seconds-per-cell",
            seconds,
            "--in-process",
            "--fault",
            fault,
            "--output",
            _folder["run"]
        );
}
