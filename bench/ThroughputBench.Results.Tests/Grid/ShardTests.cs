using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using Xunit;

namespace ThroughputBench.Tests.Grid;

/// <summary>How a grid is divided among tasks.</summary>
public sealed class ShardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Every_cell_is_in_exactly_one_shard_and_each_keeps_the_order_of_the_grid(int count)
    {
        IReadOnlyList<Cell> grid = GridOf(["mlp", "convnet", "bytelm"]).Cells;

        IReadOnlyList<IReadOnlyList<Cell>> shards = Shard.Divide(grid, count, seed: 1);

        Assert.Equal(count, shards.Count);
        Assert.Equal(grid.Count, shards.Sum(shard => shard.Count));
        Assert.Equal(grid.ToHashSet(), shards.SelectMany(shard => shard).ToHashSet());
        Assert.All(shards, shard => Assert.Equal(grid.Where(shard.Contains), shard));
        Assert.All(shards, shard => Assert.Contains(shard, cell => RuleAnswers.Of(cell).Current));
    }

    [Fact]
    public void A_shard_is_the_part_of_the_grid_that_its_run_measures()
    {
        IReadOnlyList<Cell> whole = GridOf(["mlp"]).Cells;

        IEnumerable<Cell> parts = Enumerable.Range(1, 5).SelectMany(index => GridOf(["mlp"], new Shard(index, 5)).Cells);

        Assert.Equal(whole.ToHashSet(), parts.ToHashSet());
    }

    [Fact]
    public void Cells_that_differ_in_the_timing_only_stay_together()
    {
        var grid = new SweepGrid(
            new GridOptions
            {
                Devices = ["cpu", "cuda"],
                Workloads = [new("mlp", 32)],
                Timings = [DeviceTiming.Events, DeviceTiming.SyncAtLog, DeviceTiming.SyncEveryBatch],
            }
        );

        foreach (IReadOnlyList<Cell> shard in Shard.Divide(grid.Cells, 6, seed: 3))
            Assert.All(shard.Where(cell => cell.Timing is not null).GroupBy(cell => cell with { Timing = null }), one => Assert.Equal(3, one.Count()));
    }

    [Fact]
    public void With_another_seed_the_parts_are_others_and_with_the_same_the_same()
    {
        IReadOnlyList<Cell> grid = GridOf(["mlp", "convnet"]).Cells;

        Assert.Equal(Shard.Divide(grid, 4, seed: 1), Shard.Divide(grid, 4, seed: 1));
        Assert.NotEqual(Shard.Divide(grid, 4, seed: 1), Shard.Divide(grid, 4, seed: 2));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(13)]
    public void The_shard_that_is_done_last_takes_little_longer_than_the_mean(int count)
    {
        // 1,000 cells that are measured. A shard measures a control for each workload that it has.
        IReadOnlyList<Cell> grid =
        [
            .. new SweepGrid(
                new GridOptions
                {
                    Workloads = [new("mlp", 32), new("convnet", 4), new("bytelm", 4)],
                    Accumulate = [1],
                    LogEvery = [.. Enumerable.Range(1, 334)],
                }
            ).Cells.Take(1000),
        ];

        int[] costs =
        [
            .. Shard.Divide(grid, count, seed: 1).Select(shard => shard.Count + shard.Select(cell => cell.Workload).Distinct().Count()),
        ];

        // The least that is possible: every shard has one control.
        Assert.InRange(costs.Max(), 0, 1.15 * ((1000.0 / count) + 1));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(13)]
    public void By_recorded_seconds_the_shard_that_is_done_last_takes_little_longer_than_the_ideal(int count)
    {
        SweepGrid grid = new(
            new GridOptions
            {
                Workloads = [new("mlp", 32), new("convnet", 4), new("bytelm", 4)],
                Accumulate = [1],
                LogEvery = [.. Enumerable.Range(1, 334)],
            }
        );
        var random = new Random(1);
        var typical = new Dictionary<string, double> { ["mlp"] = 2, ["convnet"] = 4, ["bytelm"] = 8 };
        // Nothing is known of each fifth cell.
        Dictionary<string, double> truth = grid.Cells.ToDictionary(
            cell => cell.Id,
            cell => cell.LogEvery % 5 == 0 ? typical[cell.Workload] : typical[cell.Workload] * (0.5 + random.NextDouble())
        );
        Dictionary<string, double> known = truth.Where((_, i) => grid.Cells[i].LogEvery % 5 != 0).ToDictionary();

        IReadOnlyList<IReadOnlyList<Cell>> shards = Shard.Divide(grid.Cells, count, seed: 1, known);

        double[] seconds =
        [
            .. shards.Select(shard =>
                shard.Sum(cell => truth[cell.Id]) + shard.Select(cell => cell.Workload).Distinct().Sum(workload => typical[workload])
            ),
        ];
        Assert.Equal(grid.Cells.ToHashSet(), shards.SelectMany(shard => shard).ToHashSet());
        Assert.Equal(grid.Cells.Count, shards.Sum(shard => shard.Count));
        // The least that is possible: every shard has one control, the shortest.
        Assert.InRange(seconds.Max(), 0, 1.15 * (truth.Values.Sum() / count + typical["mlp"]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(18)]
    public void However_unequal_the_recorded_seconds_every_shard_has_a_cell_to_measure(int count)
    {
        IReadOnlyList<Cell> cells = GridOf(["mlp"]).Cells;
        var seconds = cells.Select((cell, i) => (cell.Id, Seconds: i == 0 ? 1000.0 : 1)).ToDictionary(one => one.Id, one => one.Seconds);

        IReadOnlyList<IReadOnlyList<Cell>> shards = Shard.Divide(cells, count, seed: 1, seconds);

        Assert.Equal(cells.ToHashSet(), shards.SelectMany(shard => shard).ToHashSet());
        Assert.All(shards, shard => Assert.Contains(shard, cell => RuleAnswers.Of(cell).Current));
    }

    [Fact]
    public void Without_recorded_seconds_all_cells_count_the_same_and_with_them_the_longest_is_alone()
    {
        IReadOnlyList<Cell> cells = GridOf(["mlp"]).Accepted;
        var seconds = cells.ToDictionary(cell => cell.Id, cell => cell == cells[0] ? 100.0 : 1);

        Assert.Equal([6, 6, 6], Shard.Divide(cells, 3, seed: 1).Select(shard => shard.Count));
        Assert.Contains(Shard.Divide(cells, 3, seed: 1, seconds), shard => shard.SequenceEqual([cells[0]]));
    }

    [Fact]
    public void More_shards_than_cells_are_refused_by_every_one_of_them()
    {
        string? objection = GridOf(["mlp"], new Shard(1, 100)).Objection;

        Wording.Matches(objection);
        Assert.Equal(objection, GridOf(["mlp"], new Shard(100, 100)).Objection);
    }

    [Fact]
    public void Their_folders_sort_by_number() =>
        Assert.Equal("shard-003-of-128", new Shard(3, 128).FolderName);

    private static SweepGrid GridOf(string[] workloads, Shard? shard = null) =>
        new(
            new GridOptions
            {
                Workloads = [.. workloads.Select(name => new WorkloadSize(name, 32))],
                Shard = shard,
                Seed = 1,
            }
        );
}
