using MathNet.Numerics.Distributions;

namespace ThroughputBench.Statistics.Tests;

public class LaunchSpreadTests
{
    private static readonly int[] Grid = [1, 2, 4, 8, 16, 32];

    [Fact]
    public void Nothing_stays_nothing() => Assert.Empty(LaunchSpread.Widen([]));

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    public void A_cell_alone_is_widened_by_what_launches_are_known_to_differ_by(int layouts)
    {
        SectionCost widened = Assert.Single(LaunchSpread.Widen([new(new(100, 1, 3), layouts, 1)]));

        Assert.Equal(100, widened.Nanoseconds);
        Assert.InRange(widened.StandardError, 100 * LaunchSpread.PriorOfLaunches, layouts == 1 ? 18 : 12);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    public void A_cost_of_exactly_nothing_is_widened_by_a_share_of_its_own_error(int layouts)
    {
        SectionCost widened = Assert.Single(LaunchSpread.Widen([new(new(0, 2, 3), layouts, 1)]));

        Assert.Equal(0, widened.Nanoseconds);
        Assert.InRange(widened.StandardError, 2, 3);
        Assert.InRange(widened.DegreesOfFreedom, 1, 20);
    }

    [Fact]
    public void The_more_cells_agree_the_less_the_prior_counts()
    {
        double[] errors =
        [
            .. new[] { 1, 3, 6, 18 }.Select(cells =>
                LaunchSpread.Widen([.. Enumerable.Range(0, cells).Select(_ => new SectionCell(new(100, 1, 3), 4, 1))])[0].StandardError
            ),
        ];

        Assert.Equal(errors.OrderDescending(), errors);
        Assert.InRange(errors[^1], 1, 5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void What_logs_cost_is_no_spread_even_if_they_cost_more_after_a_longer_pause(double colder)
    {
        SectionCell[] cells =
        [
            .. Grid.Select(period => new SectionCell(new(80 + 500.0 / period + colder / Math.Sqrt(period), 1, 3), 4, 1.0 / period)),
        ];
        SectionCell[] alike = [.. cells.Select(cell => cell with { EndsPerOperation = 1 })];

        Assert.True(LaunchSpread.Widen(cells)[0].StandardError < LaunchSpread.Widen(alike)[0].StandardError / 3);
    }

    [Fact]
    public void A_disturbed_cell_does_not_widen_the_others()
    {
        SectionCell[] cells = [.. Grid.Select(_ => new SectionCell(new(100, 3, 3), 4, 1))],
            disturbed = [.. cells[..^1], new(new(900, 400, 3), 4, 1)];

        IReadOnlyList<SectionCost> calm = LaunchSpread.Widen(cells),
            busy = LaunchSpread.Widen(disturbed);

        Assert.InRange(busy[0].StandardError, calm[0].StandardError, 2 * calm[0].StandardError);
        Assert.True(busy[^1].StandardError > 100);
    }

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(18, 0.10, 0.05)]
    [InlineData(18, 0.05, 0.02)]
    [InlineData(18, 0.20, 0.15)]
    [InlineData(4, 0.15, 0.08)]
    [InlineData(2, 0.15, 0.08)]
    [InlineData(1, 0.15, 0.08)]
    public void Widened_intervals_cover_the_cost_that_launches_have_in_common(int cells, double ofLayouts, double ofLaunches)
    {
        const int Groups = 1200,
            Layouts = 4;
        int covered = 0;
        double width = 0;
        for (int seed = 0; seed < Groups; seed++)
        {
            var chance = new Random(seed);
            Func<int, double> period = cell => Grid[cell % Grid.Length];
            double[] truths = [.. Enumerable.Range(0, cells).Select(cell => 80 + 400 / period(cell) + 150 / Math.Sqrt(period(cell)))];
            SectionCell[] measured =
            [
                .. truths.Select(
                    (truth, cell) =>
                    {
                        double dealt = truth * (1 + ofLaunches * Normal.Sample(chance, 0, 1));
                        SectionCost own = SectionCost.Pooled(
                        [
                            .. Enumerable
                                .Range(0, Layouts)
                                .Select(_ => new SectionCost(dealt * (1 + ofLayouts * Normal.Sample(chance, 0, 1)), 1, 30)),
                        ]);
                        return new SectionCell(own, Layouts, 1.0 / Grid[cell % Grid.Length]);
                    }
                ),
            ];
            foreach ((SectionCost widened, double truth) in LaunchSpread.Widen(measured).Zip(truths))
            {
                (double lower, double upper) = widened.Interval();
                covered += lower <= truth && truth <= upper ? 1 : 0;
                width += (upper - lower) / 2 / truth / (Groups * cells);
            }
        }

        double share = covered / (double)(Groups * cells);
        TestContext.Current.TestOutputHelper?.WriteLine($"{share:P1}, half-width {width:P1} of the cost");
        // If launches differ by far less than was known of others, the prior makes intervals too wide.
        Assert.InRange(share, 0.935, ofLaunches < LaunchSpread.PriorOfLaunches / 3 ? 1 : 0.985);
        Assert.InRange(width, 0.05, 0.4);
    }

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(18, 6, 0.15, 0)]
    [InlineData(18, 6, 0.05, 0)]
    [InlineData(18, 12, 0.13, 0.06)]
    [InlineData(18, 6, 0.15, 0.12)]
    [InlineData(6, 4, 0.25, 0.05)]
    [InlineData(1, 6, 0.17, 0.08)]
    [InlineData(1, 12, 0.17, 0.1)]
    public void Intervals_of_several_launches_cover_the_cost_that_these_have_in_common(
        int cells,
        int launches,
        double ofLaunches,
        double ofMoments
    )
    {
        const int Groups = 1500;
        int covered = 0;
        double width = 0;
        for (int seed = 0; seed < Groups; seed++)
        {
            var chance = new Random(seed);
            // A process is as it is for all cells that it measures, in part.
            double[] processes = [.. Enumerable.Range(0, launches).Select(_ => Normal.Sample(chance, 0, Math.Sqrt(0.5)))];
            SectionCell[] measured =
            [
                .. Enumerable
                    .Range(0, cells)
                    .Select(cell =>
                    {
                        double moment = ofMoments * Normal.Sample(chance, 0, 1);
                        SectionCost[] costs =
                        [
                            .. processes.Select(process => new SectionCost(
                                100 * (1 + moment + ofLaunches * (process + Normal.Sample(chance, 0, Math.Sqrt(0.5)))),
                                1,
                                30
                            )),
                        ];
                        return new SectionCell(SectionCost.Pooled(costs), launches, 1.0 / Grid[cell % Grid.Length], launches);
                    }),
            ];
            foreach (SectionCost widened in LaunchSpread.Widen(measured))
            {
                (double lower, double upper) = widened.Interval();
                covered += lower <= 100 && 100 <= upper ? 1 : 0;
                width += (upper - lower) / 200 / (Groups * cells);
            }
        }

        double share = covered / (double)(Groups * cells);
        TestContext.Current.TestOutputHelper?.WriteLine($"{share:P1}, half-width {width:P1} of the cost");
        Assert.InRange(share, 0.935, ofLaunches < LaunchSpread.PriorOfLayouts / 2 ? 1 : 0.985);
    }

    /// <summary>
    /// The launches of a check: two processes, four cells. A hook of 100 ns is as different from launch to launch as hooks are; what is added
    /// to it takes the same time in all of them.
    /// </summary>
    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(0, 0.95, 0, 0.025)]
    [InlineData(0, 0.995, 0, 0.0025)]
    [InlineData(100, 0.99875, 0.8, 1)] // by its own spread it would be found in half of them
    public void A_cost_above_a_limit_is_judged_by_what_launches_at_the_limit_differ_by(double added, double confidence, double from, double to)
    {
        const int Groups = 4000;
        const double Limit = 100;
        int usual = 0,
            asTested = 0;
        for (int seed = 0; seed < Groups; seed++)
        {
            var chance = new Random(seed);
            double[] processes = [.. Enumerable.Range(0, 2).Select(_ => Normal.Sample(chance, 0, 0.1))];
            SectionCell[] measured =
            [
                .. Grid.Take(4)
                    .Select(period =>
                    {
                        double moment = 0.08 * Normal.Sample(chance, 0, 1);
                        var own = SectionCost.Pooled([
                            .. processes.Select(process => new SectionCost(
                                added + Limit * (1 + moment + process + 0.1 * Normal.Sample(chance, 0, 1)),
                                1,
                                30
                            )),
                        ]);
                        return new SectionCell(own, 4, 1.0 / period, 2);
                    }),
            ];
            usual += Above(LaunchSpread.Widen(measured));
            asTested += Above(
                LaunchSpread.Widen(measured, [.. measured.Select(cell => cell.Own.Nanoseconds > Limit ? Limit : double.PositiveInfinity)])
            );
        }

        const double Cells = 4.0 * Groups;
        TestContext.Current.TestOutputHelper?.WriteLine($"above in {asTested / Cells:P2}, otherwise in {usual / Cells:P2}");
        Assert.InRange(asTested / Cells, from, to);
        Assert.True(asTested >= usual);

        int Above(IReadOnlyList<SectionCost> costs) => costs.Count(cost => cost.Interval(confidence).Lower > Limit);
    }

    [Fact]
    public void What_a_step_adds_to_the_section_after_it_is_no_spread()
    {
        // Exact costs of 18 cells: without the term for steps they would seem to differ by a third.
        SectionCell[] cells =
        [
            .. from accumulate in new[] { 1, 2, 4 }
            from period in Grid
            select new SectionCell(new SectionCost(100 + 50.0 / period + 80.0 / accumulate, 1, 30), 6, 1.0 / period, 6, 1.0 / accumulate),
        ];

        IReadOnlyList<SectionCost> widened = LaunchSpread.Widen(cells),
            unknown = LaunchSpread.Widen([.. cells.Select(cell => cell with { StepsPerOperation = 1 })]);

        Assert.All(widened, cost => Assert.InRange(cost.StandardError / cost.Nanoseconds, 0, 0.05));
        Assert.All(unknown, cost => Assert.InRange(cost.StandardError / cost.Nanoseconds, 0.1, 1));
    }

    [Fact]
    public void Steps_that_come_as_often_as_ends_are_not_told_apart_from_them()
    {
        SectionCell[] cells =
        [
            .. Grid.Select(period => new SectionCell(new SectionCost(100 + 50.0 / period, 1, 30), 6, 1.0 / period, 6, 1.0 / period)),
        ];

        Assert.All(LaunchSpread.Widen(cells), cost => Assert.InRange(cost.StandardError, 0.1, 10));
    }
}
