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
