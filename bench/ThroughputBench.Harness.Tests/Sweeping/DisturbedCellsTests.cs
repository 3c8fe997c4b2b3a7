using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

public sealed class DisturbedCellsTests
{
    /// <summary>A = 1 with L = 1, 2, ... as many as there are half-widths, in percent; each cell has a different overhead.</summary>
    private static List<CellRecord> Records(params double[] halfWidths) =>
        [.. halfWidths.Select((halfWidth, i) => Samples.Measured(1, i + 1) with { Overhead = SampleRuns.Overhead(percent: i, halfWidth) })];

    private static Cell[] CellsOf(params int[] logIntervals) => [.. logIntervals.Select(logEvery => Cells.Of(1, logEvery))];

    [Fact]
    public void Cells_over_twice_as_wide_as_the_median_are_measured_again() =>
        Assert.Equal(
            CellsOf(3, 9),
            DisturbedCells.Of(Records(0.1, 0.1, 0.3, 0.1, 0.05, 0.19, 0.1, 0.1, 0.21, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1))
        );

    [Fact]
    public void Of_many_the_widest_eighth_is_taken() =>
        Assert.Equal(
            CellsOf(2, 16),
            DisturbedCells.Of(Records(0.3, 0.5, 0.1, 0.3, 0.1, 0.3, 0.1, 0.1, 0.1, 0.3, 0.1, 0.1, 0.3, 0.1, 0.1, 0.4))
        );

    [Fact]
    public void Of_few_cells_it_is_not_known_what_is_usual() => Assert.Empty(DisturbedCells.Of(Records(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 9)));

    [Fact]
    public void A_machine_that_is_disturbed_throughout_is_not_waited_for() =>
        Assert.Empty(DisturbedCells.Of(Records(0.9, 1, 0.8, 1.1, 1, 0.7, 1.5, 1.2)));

    [Fact]
    public void A_cell_whose_rounds_are_spread_over_the_sweep_is_not_measured_again()
    {
        List<CellRecord> records = Records(0.1, 0.1, 0.3, 0.1, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
        Assert.Equal(CellsOf(3, 5), DisturbedCells.Of(records));

        records[2] = records[2] with { DirectCost = Samples.DirectCost with { Launches = 6, Processes = 6 } };

        Assert.Equal(CellsOf(5), DisturbedCells.Of(records));
    }

    [Fact]
    public void A_sweep_measures_again_once()
    {
        List<CellRecord> records = Records(0.1, 0.1, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1);
        Assert.Equal(CellsOf(3), DisturbedCells.Of(records));

        records[2] = records[2] with { Attempt = 2 };

        Assert.Empty(DisturbedCells.Of(records));
    }

    [Fact]
    public void Cells_without_an_interval_and_other_workloads_do_not_count()
    {
        List<CellRecord> records = Records(0.1, 0.1, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1);
        records.Add(Samples.Rejected(4, 1));
        records.AddRange(Records(3, 3, 3, 3, 3, 3, 3, 3).Select(record => record with { Workload = "convnet" }));

        Assert.Equal(CellsOf(3), DisturbedCells.Of(records));
    }
}
