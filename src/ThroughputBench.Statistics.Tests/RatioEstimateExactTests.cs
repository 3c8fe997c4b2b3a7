using MathNet.Numerics.Distributions;
using static ThroughputBench.Statistics.Tests.Estimates;

namespace ThroughputBench.Statistics.Tests;

/// <summary>What is derived from an estimate, where it can be worked out by hand.</summary>
public sealed class RatioEstimateExactTests
{
    private static readonly RatioEstimate Known = RatioEstimate.FromLog(0.01, 0.001, double.PositiveInfinity, 0.95) with
    {
        Pairs = 300,
        EffectiveUnits = 90,
    };

    [Fact]
    public void The_smallest_detectable_effect_is_as_many_errors_away_as_interval_and_power_need()
    {
        double errors = Normal.InvCDF(0, 1, 0.975) + Normal.InvCDF(0, 1, 0.8);

        Assert.Equal(Math.Exp(errors * 0.001) - 1, Known.SmallestDetectable(0.8), 1e-12);
        Assert.Equal(Math.Exp(Normal.InvCDF(0, 1, 0.975) * 0.001) - 1, Known.SmallestDetectable(0.5), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => Known.SmallestDetectable(1));
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => Known.SmallestDetectable(0.49)).Message;
        Assert.Contains("power", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_has_as_many_pairs_and_units_as_the_poorer_of_both()
    {
        RatioEstimate other = Known with { Pairs = 200, EffectiveUnits = 120 };

        Assert.All([Known.ComparedWith(other), other.ComparedWith(Known)], difference =>
        {
            Assert.Equal((200, 90, 0.95), (difference.Pairs, difference.EffectiveUnits, difference.Confidence));
            Assert.Equal(0, difference.Overhead, 1e-12);
            Assert.Equal(Math.Sqrt(2) * 0.001, difference.LogStandardError, 1e-12);
        });
    }

    [Fact]
    public void A_comparison_without_an_interval_still_says_how_far_apart_they_are_and_why_there_is_none()
    {
        RatioEstimate unknown = RatioEstimate.WithoutInterval(0.02, 0.9, 40, Doubt.ClockTooCoarse);

        RatioEstimate difference = Known.ComparedWith(unknown),
            reverse = unknown.ComparedWith(Known),
            both = unknown.ComparedWith(Unknown);

        Assert.Equal(Math.Exp(0.01) / 1.02 - 1, difference.Overhead, 1e-12);
        Assert.Equal((40, 0.95, Doubt.ClockTooCoarse), (difference.Pairs, difference.Confidence, difference.Doubt));
        Assert.Equal(1.02 / Math.Exp(0.01) - 1, reverse.Overhead, 1e-12);
        Assert.Equal((40, 0.9, Doubt.ClockTooCoarse), (reverse.Pairs, reverse.Confidence, reverse.Doubt));
        Assert.Equal((10, Doubt.ClockTooCoarse), (both.Pairs, both.Doubt));
        Assert.Equal((-1, double.PositiveInfinity, 0), (both.Lower, both.Upper, both.EffectiveUnits));
        Assert.Throws<ArgumentNullException>(() => Known.ComparedWith(null!));
    }

    [Fact]
    public void An_estimate_without_an_interval_takes_another_confidence_and_keeps_the_rest()
    {
        RatioEstimate unknown = RatioEstimate.WithoutInterval(0.02, 0.9, 40, Doubt.TooCorrelated);

        Assert.Equal(unknown with { Confidence = 0.99 }, unknown.At(0.99));
    }

    [Theory]
    [InlineData(-1, 0.1, Doubt.None)]
    [InlineData(-0.1, double.PositiveInfinity, Doubt.None)]
    [InlineData(-0.1, 0.1, Doubt.TooFewPairs)]
    public void An_interval_has_two_ends_and_no_doubt(double lower, double upper, Doubt doubt) =>
        Assert.False((Known with { Lower = lower, Upper = upper, Doubt = doubt }).HasInterval);

    [Fact]
    public void Half_the_width_is_half_the_distance_of_the_ends() =>
        Assert.Equal(0.02, (Known with { Lower = 0.01, Upper = 0.05 }).HalfWidth, 1e-12);

    [Fact]
    public void With_few_degrees_of_freedom_the_p_value_is_Students()
    {
        RatioEstimate few = RatioEstimate.FromLog(0.01, 0.001, 1, 0.95);

        // Cauchy's distribution: 3/4 lie below one error.
        Assert.Equal(0.25, few.ProbabilityAtOrBelow(Math.Exp(0.009) - 1), 1e-9);
        Assert.Equal(1 - Normal.CDF(0, 1, 1), Known.ProbabilityAtOrBelow(Math.Exp(0.009) - 1), 1e-9);
    }

    [Theory]
    [InlineData(30, 0.001, true)]
    [InlineData(29.9, 0.001, false)]
    [InlineData(30, 0.00099, false)]
    public void A_goal_needs_an_error_that_is_well_known_and_an_interval_no_wider_than_it(double freedom, double goal, bool reached)
    {
        RatioEstimate estimate = Between(-0.001, 0.001) with { DegreesOfFreedom = freedom };

        Assert.Equal(reached, new PrecisionGoal(goal * (1 + 1e-6)).IsReached(estimate));
    }

    [Fact]
    public void Whatever_has_no_interval_yet_may_still_reach_its_goal()
    {
        Assert.True(new PrecisionGoal(1e-9).IsWithinReach(Unknown, 1));
        Assert.Throws<ArgumentNullException>(() => new PrecisionGoal(1).IsWithinReach(null!, 1));
        Assert.Throws<ArgumentNullException>(() => new PrecisionGoal(1).IsReached(null!));
        Assert.Throws<ArgumentNullException>(() => new NoiseFloor(null!));
    }

    [Fact]
    public void A_floor_that_reaches_just_the_budget_allows_a_verdict()
    {
        Assert.True(new NoiseFloor(Between(-0.001, 0.003)).Allows(0.003));
        Assert.Equal(0.003, new NoiseFloor(Between(-0.001, 0.003)).Reach);
        Assert.Equal(double.PositiveInfinity, new NoiseFloor(Unknown).Reach);
    }
}
