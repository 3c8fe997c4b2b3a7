using ThroughputBench.Statistics.Tests.Simulation;
using static ThroughputBench.Statistics.Tests.Estimates;

namespace ThroughputBench.Statistics.Tests;

public sealed class OverheadModelTests
{
    private const double ErrorOfCell = 0.0002;

    [Fact]
    public void Cells_without_noise_give_their_parts_back()
    {
        OverheadModel model = OverheadModel.Fit(Cells(fixedNanoseconds: 60, logNanoseconds: 900, share: 0.0004));

        Assert.Equal(60, model.MicroBatchNanoseconds.Value, 0.001);
        Assert.Equal(900, model.LogNanoseconds.Value, 0.01);
        Assert.Equal(0.0004, model.TimeShare.Value, 9);
    }

    [Fact]
    [Trait("Category", "Simulation")]
    public void Intervals_of_the_parts_cover_them_as_often_as_they_say()
    {
        const int Cases = 2000;
        int[] covering = new int[4];
        for (ulong seed = 0; seed < Cases; seed++)
        {
            OverheadModel model = OverheadModel.Fit(Cells(60, 900, 0.001, seed));
            CostInterval[] parts = [model.MicroBatchNanoseconds, model.LogNanoseconds, model.TimeShare, model.BreakEvenNanoseconds(0.25)];
            double[] truth = [60, 900, 0.001, (60 + 900 * 0.25) / (0.01 - 0.001)];
            for (int part = 0; part < truth.Length; part++)
                covering[part] += parts[part].Lower <= truth[part] && truth[part] <= parts[part].Upper ? 1 : 0;
        }

        // Errors that are known are never shrunk by a lucky fit, so intervals may hold more often than they say.
        Assert.All(covering, count => Assert.InRange((double)count / Cases, 0.94, 0.99));
    }

    [Fact]
    public void No_part_is_below_zero_and_one_that_would_be_is_zero_with_an_upper_end()
    {
        OverheadModel model = OverheadModel.Fit(Cells(60, 900, share: -0.001));

        Assert.Equal(0, model.TimeShare.Value);
        Assert.Equal(0, model.TimeShare.Lower);
        Assert.InRange(model.TimeShare.Upper, 0, 0.001);
        Assert.InRange(model.MicroBatchNanoseconds.Value, 0, 60);
    }

    [Fact]
    public void Below_the_break_even_time_the_budget_is_exceeded_and_above_it_is_not()
    {
        OverheadModel model = OverheadModel.Fit(Cells(60, 900, 0.001));

        // (60 + 900/16) ns over 1 % − 0.1 %
        Assert.Equal(116.25 / 0.009, model.BreakEvenNanoseconds(1 / 16.0).Value, 0.1);
        Assert.Equal(double.PositiveInfinity, model.BreakEvenNanoseconds(1 / 16.0, budget: 0.0005).Value);
    }

    [Fact]
    public void A_monitor_that_costs_nothing_needs_no_time()
    {
        CostInterval breakEven = OverheadModel.Fit(Cells(0, 0, 0)).BreakEvenNanoseconds(1);

        Assert.Equal((0, 0), (breakEven.Value, breakEven.Lower));
        Assert.InRange(breakEven.Upper, 1, 1e6);
    }

    [Fact]
    public void A_share_that_may_be_as_large_as_the_budget_leaves_the_break_even_time_open_above()
    {
        Assert.Equal(double.PositiveInfinity, OverheadModel.Fit(Cells(60, 900, 0.00995)).BreakEvenNanoseconds(1).Upper);
    }

    [Fact]
    public void Cells_too_few_or_too_similar_are_refused()
    {
        OverheadCell[] cells = [.. Cells(60, 900, 0)];
        OverheadCell unknown = new(60_000, 1, Unknown);

        Assert.Contains("3 cells", Refusal([.. cells[..3], unknown, unknown]), StringComparison.Ordinal);
        Assert.Contains("too similar", Refusal(cells.Where(cell => cell.MicroBatchNanoseconds == 60_000)), StringComparison.Ordinal);
        Assert.Contains("too similar", Refusal(cells.Where(cell => cell.LogsPerMicroBatch == 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_cells_and_budgets_are_refused()
    {
        OverheadModel model = OverheadModel.Fit(Cells(60, 900, 0));

        Assert.Throws<ArgumentOutOfRangeException>(() => new OverheadCell(0, 1, Unknown));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OverheadCell(1, 1.5, Unknown));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.BreakEvenNanoseconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.BreakEvenNanoseconds(1, budget: 0));
    }

    private static string Refusal(IEnumerable<OverheadCell> cells) =>
        Assert.Throws<ArgumentException>(() => OverheadModel.Fit(cells)).Message;

    private static IEnumerable<OverheadCell> Cells(double fixedNanoseconds, double logNanoseconds, double share, ulong? seed = null)
    {
        var chance = new Chance(seed ?? 0);
        var cells = new List<OverheadCell>();
        foreach (double time in new[] { 60_000.0, 90_000, 250_000, 2_000_000 })
        {
            foreach (int logEvery in new[] { 1, 2, 4, 8, 16, 32 })
            {
                double overhead = (fixedNanoseconds + logNanoseconds / logEvery) / time + share;
                double measured = overhead + (seed is null ? 0 : ErrorOfCell * chance.Normal());
                cells.Add(
                    new(time, 1.0 / logEvery, RatioEstimate.FromLog(Math.Log(1 + measured), ErrorOfCell, double.PositiveInfinity, 0.95))
                );
            }
        }
        return cells;
    }
}
