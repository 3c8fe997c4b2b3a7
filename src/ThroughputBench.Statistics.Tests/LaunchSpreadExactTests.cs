namespace ThroughputBench.Statistics.Tests;

/// <summary>Small groups whose widened errors can be worked out by hand.</summary>
public sealed class LaunchSpreadExactTests
{
    private const double Digamma = 0.03648997397857652; // of 3/2
    private const double Trigamma = 0.934802200544679; // of 3/2: π²/2 − 4
    private const double Layouts2 = LaunchSpread.PriorOfLayouts * LaunchSpread.PriorOfLayouts;
    private const double Launches2 = LaunchSpread.PriorOfLaunches * LaunchSpread.PriorOfLaunches;

    /// <summary>The library computes the trigamma function to 1 %.</summary>
    private const double OfTrigamma = 0.005;

    [Fact]
    public void A_cell_of_one_layout_has_its_own_error_and_both_priors()
    {
        SectionCost widened = LaunchSpread.Widen([new(new(100, 5, 40), 1, 1)])[0];

        Assert.Equal(100 * Math.Sqrt(0.0025 + Layouts2 + Launches2), widened.StandardError, 1e-9);
        double ofLayouts = SectionCost.FreedomOf(0.0025, 40, Layouts2, 2 / Trigamma);
        Assert.Equal(SectionCost.FreedomOf(0.0025 + Layouts2, ofLayouts, Launches2, 3), widened.DegreesOfFreedom, OfTrigamma * 5);
    }

    [Fact]
    public void The_error_of_a_cell_of_few_layouts_is_drawn_towards_the_typical_one()
    {
        SectionCost widened = LaunchSpread.Widen([new(new(100, 5, 3), 4, 1)])[0];

        // The variance of one layout, 4 · 0.05², and the prior's count alike, by means of their unbiased logarithms.
        double typical = Math.Sqrt(Layouts2 * 0.01 * 1.5 * Math.Exp(-Digamma)),
            group = 4 / Trigamma,
            own = (group * typical / 4 + 3 * 0.0025) / (group + 3);
        Assert.True(own > 0.0025);
        Assert.Equal(100 * Math.Sqrt(own + Launches2), widened.StandardError, OfTrigamma);
        Assert.Equal(SectionCost.FreedomOf(own, group + 3, Launches2, 3), widened.DegreesOfFreedom, OfTrigamma * 5);
    }

    [Fact]
    public void A_cell_noisier_than_its_group_keeps_its_own_error()
    {
        SectionCost widened = LaunchSpread.Widen([new(new(100, 40, 3), 4, 1)])[0];

        Assert.Equal(100 * Math.Sqrt(0.16 + Launches2), widened.StandardError, 1e-9);
    }

    [Fact]
    public void The_better_a_cell_is_known_the_more_it_counts_in_what_is_typical()
    {
        SectionCost widened = LaunchSpread.Widen([new(new(100, 5, 20), 4, 1)])[0];

        // Digamma and trigamma of 10.
        const double Known = 1 / 0.10516633568168575,
            Prior = 1 / Trigamma;
        double typical = Math.Exp(
                (Prior * Math.Log(Layouts2) + Known * (Math.Log(0.01) - 2.251752589066721 + Math.Log(10))) / (Prior + Known)
            ),
            own = (8 * typical / 4 + 20 * 0.0025) / 28;
        Assert.True(own > 0.0025);
        Assert.Equal(100 * Math.Sqrt(own + Launches2), widened.StandardError, OfTrigamma);
    }

    [Fact]
    public void Two_layouts_say_how_far_layouts_lie_apart()
    {
        SectionCost widened = LaunchSpread.OfLayouts([new(new(100, 40, 1), 2, 1)], [100])[0];

        // Of 1/2, the trigamma function is π²/2.
        Assert.Equal(40, widened.StandardError, 1e-9);
        Assert.Equal(1 + 2 * (1 / Trigamma + 2 / (Math.PI * Math.PI)), widened.DegreesOfFreedom, 0.02);
    }

    [Fact]
    public void If_one_expected_cost_is_lost_in_the_noise_all_take_the_spread_of_the_average_cost()
    {
        IReadOnlyList<SectionCost> widened = LaunchSpread.Widen(Known([(100, 1), (-10, 0.5)]));

        Assert.All(widened, cost => Assert.Equal(55 * LaunchSpread.PriorOfLaunches, cost.StandardError, 1e-4));
    }

    [Fact]
    public void A_large_group_counts_for_eight_degrees_of_freedom_at_most()
    {
        IReadOnlyList<SectionCost> widened = LaunchSpread.OfLayouts(
            [.. Enumerable.Range(0, 20).Select(_ => new SectionCell(new(100, 5, 3), 4, 1))],
            [.. Enumerable.Repeat(100.0, 20)]
        );

        Assert.All(widened, cost => Assert.Equal(11, cost.DegreesOfFreedom, 1e-12));
    }

    [Fact]
    public void What_cells_differ_by_beyond_their_errors_is_a_spread_that_counts_with_the_prior()
    {
        IReadOnlyList<SectionCost> widened = LaunchSpread.Widen(Known([(80, 1), (90, 1), (100, 1), (110, 1), (120, 1)]));

        // Their standard deviation is √0.025 of their mean, with 4 degrees of freedom beside the prior's 3.
        double expected = 100 * Math.Sqrt((3 * Launches2 + 4 * 0.025) / 7);
        Assert.Equal([80, 90, 100, 110, 120], widened.Select(cost => cost.Nanoseconds));
        Assert.All(widened, cost => Assert.Equal(expected, cost.StandardError, 1e-3));
        Assert.All(widened, cost => Assert.Equal(7, cost.DegreesOfFreedom, 1e-3));
    }

    [Fact]
    public void A_spread_grows_with_the_root_of_what_is_expected_with_the_logs_of_each_cell()
    {
        IReadOnlyList<SectionCost> widened = LaunchSpread.Widen(
            Known([(580 * 1.1, 1), (580 * 0.9, 1), (330 * 1.1, 0.5), (330 * 0.9, 0.5)])
        );

        // Each is a tenth of 580 or 330 from the line: as variances √(455 · cost)² is the unit, 0.01 on average. Two of four degrees of
        // freedom go to the line.
        double spread = Math.Sqrt((3 * Launches2 + 2 * 0.02) / 5);
        Assert.Equal(Math.Sqrt(455 * 580) * spread, widened[0].StandardError, 0.01);
        Assert.Equal(Math.Sqrt(455 * 580) * spread, widened[1].StandardError, 0.01);
        Assert.Equal(Math.Sqrt(455 * 330) * spread, widened[2].StandardError, 0.01);
        Assert.Equal(Math.Sqrt(455 * 330) * spread, widened[3].StandardError, 0.01);
        Assert.All(widened, cost => Assert.Equal(5, cost.DegreesOfFreedom, 1e-3));
    }

    [Fact]
    public void Two_cells_with_different_logs_say_nothing_of_a_spread()
    {
        IReadOnlyList<SectionCost> widened = LaunchSpread.Widen(Known([(200, 1), (100, 0.5)]));

        Assert.Equal(Math.Sqrt(150 * 200) * LaunchSpread.PriorOfLaunches, widened[0].StandardError, 0.001);
        Assert.Equal(Math.Sqrt(150 * 100) * LaunchSpread.PriorOfLaunches, widened[1].StandardError, 0.001);
        Assert.All(widened, cost => Assert.Equal(3, cost.DegreesOfFreedom, 1e-3));
    }

    [Fact]
    public void A_cost_that_is_lost_in_the_noise_takes_the_spread_of_the_average_cost()
    {
        IReadOnlyList<SectionCost> widened = LaunchSpread.Widen(Known([(-5, 1), (3, 1)]));

        // The average size is 4, and both are as far as that from their mean: 2 with one degree of freedom.
        double expected = 4 * Math.Sqrt((3 * Launches2 + 2) / 4);
        Assert.All(widened, cost => Assert.Equal(expected, cost.StandardError, 1e-4));
    }

    [Fact]
    public void A_difference_within_launches_has_no_spread_beyond_their_layouts()
    {
        SectionCost cost = LaunchSpread.OfLayouts([new(new(-20, 5, 40), 1, 1)], [100])[0];

        Assert.Equal(-20, cost.Nanoseconds);
        Assert.Equal(100 * Math.Sqrt(0.0025 + Layouts2), cost.StandardError, 1e-9);
        Assert.Equal(SectionCost.FreedomOf(0.0025, 40, Layouts2, 2 / Trigamma), cost.DegreesOfFreedom, OfTrigamma);
    }

    [Fact]
    public void Each_difference_needs_its_scale()
    {
        SectionCell[] cells = [new(new(100, 5, 3), 4, 1)];

        string message = Assert.Throws<ArgumentException>(() => LaunchSpread.OfLayouts(cells, [])).Message;
        Assert.Contains("its scale", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => LaunchSpread.OfLayouts(cells, null!));
        Assert.Throws<ArgumentNullException>(() => LaunchSpread.OfLayouts(null!, []));
        Assert.Throws<ArgumentNullException>(() => LaunchSpread.Widen(null!));
    }

    /// <summary>Cells whose own errors are as good as none.</summary>
    private static SectionCell[] Known((double Cost, double Ends)[] cells) =>
        [.. cells.Select(cell => new SectionCell(new(cell.Cost, 1e-4, 1e9), 4, cell.Ends))];
}
