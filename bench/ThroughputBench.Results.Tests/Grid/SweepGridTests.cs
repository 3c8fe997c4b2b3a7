using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using Xunit;

namespace ThroughputBench.Tests.Grid;

public class SweepGridTests
{
    private static readonly GridOptions Mlp = new() { Workloads = [new WorkloadSize("mlp", 32)] };

    [Fact]
    public void The_default_grid_has_every_pairing_of_four_accumulations_and_six_log_frequencies()
    {
        IReadOnlyList<Cell> cells = SweepGrid.Default.Cells;

        Assert.Equal(24, cells.Count);
        Assert.Equal([1, 2, 4, 8], cells.Select(cell => cell.Accumulate).Distinct());
        Assert.Equal([1, 2, 4, 8, 16, 32], cells.Select(cell => cell.LogEvery).Distinct());
        Assert.All(cells, cell => Assert.Equal(("cpu", LogUnit.Batches), (cell.Device, cell.LogUnit)));
    }

    [Fact]
    public void The_default_grid_accepts_18_cells_and_has_nothing_to_object() =>
        Assert.Equal((18, null), (SweepGrid.Default.Accepted.Count, SweepGrid.Default.Objection));

    [Fact]
    public void Cells_come_in_the_order_of_the_lists()
    {
        var grid = new SweepGrid(Mlp with { Workloads = [new("convnet", 8), new("mlp", 32)], Accumulate = [2, 1], LogEvery = [4, 2] });

        Assert.Equal(
            ["convnet 2 4", "convnet 2 2", "convnet 1 4", "convnet 1 2", "mlp 2 4", "mlp 2 2", "mlp 1 4", "mlp 1 2"],
            grid.Cells.Select(cell => $"{cell.Workload} {cell.Accumulate} {cell.LogEvery}")
        );
    }

    [Fact]
    public void Each_workload_has_its_own_batch_size()
    {
        var grid = new SweepGrid(Mlp with { Workloads = [new("convnet", 8), new("mlp", 32)] });

        Assert.Equal([("convnet", 8), ("mlp", 32)], grid.Cells.Select(cell => (cell.Workload, cell.BatchSize)).Distinct());
    }

    [Fact]
    public void Timings_are_a_dimension_of_cuda_devices_alone()
    {
        var grid = new SweepGrid(Mlp with { Devices = ["cpu", "cuda:1"], Timings = TimingNames.All, Accumulate = [1], LogEvery = [1, 2] });

        Assert.Equal(
            [
                "cpu  1",
                "cpu  2",
                "cuda:1 Events 1",
                "cuda:1 Events 2",
                "cuda:1 SyncAtLog 1",
                "cuda:1 SyncAtLog 2",
                "cuda:1 SyncEveryBatch 1",
                "cuda:1 SyncEveryBatch 2",
            ],
            grid.Cells.Select(cell => $"{cell.Device} {cell.Timing} {cell.LogEvery}")
        );
    }

    [Fact]
    public void A_grid_in_which_nothing_is_accepted_says_so_with_both_lists()
    {
        var grid = new SweepGrid(Mlp with { Accumulate = [4, 8], LogEvery = [1, 2] });

        Assert.Empty(grid.Accepted);
        Wording.Matches(grid.Objection);
    }

    [Fact]
    public void Counted_in_steps_the_same_grid_is_all_accepted()
    {
        var grid = new SweepGrid(Mlp with { Accumulate = [4, 8], LogEvery = [1, 2], LogUnit = LogUnit.Steps });

        Assert.Equal((4, null), (grid.Accepted.Count, grid.Objection));
    }

    [Fact]
    public void An_empty_list_is_objected_to() =>
        Wording.Matches(new SweepGrid(Mlp with { LogEvery = [] }).Objection);

    [Fact]
    public void A_grid_of_too_many_cells_is_not_even_made()
    {
        int[] many = [.. Enumerable.Range(1, 101)];

        var grid = new SweepGrid(Mlp with { Accumulate = many, LogEvery = many });

        Assert.Empty(grid.Cells);
        Wording.Matches(grid.Objection);
    }
}
