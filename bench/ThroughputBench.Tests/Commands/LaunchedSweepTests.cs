using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>A sweep whose cells have several launches each, in processes that serve all of them.</summary>
public sealed class LaunchedSweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cell_has_a_launch_in_each_round_and_is_one_case_in_the_reports_of_BenchmarkDotNet()
    {
        string[] grid = ["--workload", "mlp", "--accumulate", "1", "--log-every", "4,8"];

        Program.Outcome outcome = await Program.RunAsync(["sweep", .. grid, "--seconds-per-cell", "1", "--output", _folder["run"]]);

        RecordedRun run = RunFolder.Read(_folder["run"]);
        Assert.Equal(2, run.Cells.Count);
        Assert.All(run.Cells, cell =>
        {
            Assert.True(cell.Status == CellStatus.Measured, cell.Reason);
            Assert.Equal((2, 4), (cell.DirectCost!.Processes, cell.DirectCost.Launches));
            Assert.Equal([1, 2, 1, 2], RawData.ReadBlocks(_folder["run"], cell.Cell, Comparison.Overhead).Select(launch => launch.Process));
            Assert.NotNull(cell.NoiseFloor);
        });
        string report = await File.ReadAllTextAsync(
            Assert.Single(Directory.GetFiles(_folder["run"], "*-report-github.md", SearchOption.AllDirectories)),
            TestContext.Current.CancellationToken
        );
        string[] rows = report.Split('\n');
        Assert.Equal(2, rows.Count(row => row.Contains("| **Monitor** | **4** ", StringComparison.Ordinal)));
        // The control's second part comes after the last round; the others end with the next one's first.
        Assert.Single(rows, row => row.Contains("| **Nothing** | **4** ", StringComparison.Ordinal));
        Assert.Single(rows, row => row.Contains("| **Nothing** | **1** ", StringComparison.Ordinal));
        Assert.Equal(4, outcome.ErrorLines.Count(line => line.Contains("A/A control", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task A_cell_whose_logs_lie_further_apart_than_a_launch_is_long_is_not_lost()
    {
        string[] grid = ["--workload", "mlp", "--batch-size", "512", "--accumulate", "1", "--log-every", "256"];

        Program.Outcome outcome = await Program.RunAsync(["sweep", .. grid, "--seconds-per-cell", "1", "--output", _folder["run"]]);

        CellRecord cell = Assert.Single(RunFolder.Read(_folder["run"]).Cells);
        Assert.True(cell.Status == CellStatus.Measured, cell.Reason);
        // On a busy machine no log may come in the time for agreement, which makes the sweep inconclusive.
        Assert.True(outcome.ExitCode == (cell.Agreement is null ? 3 : 0), outcome.Output);
    }
}
