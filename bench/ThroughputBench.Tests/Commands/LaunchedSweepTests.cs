using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>A sweep whose cells have several launches each, in processes that serve all of them.</summary>
[Collection(ProcessTests.Name)]
public sealed class LaunchedSweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cell_whose_logs_lie_further_apart_than_a_launch_is_long_is_measured_in_one_launch_of_its_whole_time()
    {
        string[] grid = ["--workload", "mlp", "--batch-size", "512", "--accumulate", "1", "--log-every", "1024"];

        Program.Outcome outcome = await Program.RunAsync(["sweep", .. grid, "--seconds-per-cell", "3", "--output", _folder["run"]]);

        CellRecord cell = Assert.Single(RunFolder.Read(_folder["run"]).Cells);
        Assert.Equal((CellStatus.Measured, (string?)null), (cell.Status, cell.Reason));
        // On a busy machine even the whole time may be too short for two logs: then whole steps alone were measured.
        Assert.InRange(cell.DirectCost?.Processes ?? 1, 1, 1);
        Assert.Equal(0, outcome.ExitCode);
    }
}
