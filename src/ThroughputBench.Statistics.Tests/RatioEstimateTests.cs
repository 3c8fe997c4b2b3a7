using System.Text.Json;
using ThroughputBench.Statistics.Tests.Simulation;
using static ThroughputBench.Statistics.Tests.Estimates;

namespace ThroughputBench.Statistics.Tests;

public sealed class RatioEstimateTests
{
    [Theory]
    [InlineData(0.001, 0.005, Verdict.Within)]
    [InlineData(0.001, 0.0051, Verdict.Inconclusive)]
    [InlineData(0.005, 0.006, Verdict.Inconclusive)]
    [InlineData(0.0051, 0.006, Verdict.Over)]
    [InlineData(-0.02, -0.01, Verdict.Within)]
    public void The_verdict_comes_from_the_whole_interval(double lower, double upper, Verdict expected) =>
        Assert.Equal(expected, Between(lower, upper).Against(0.005));

    [Fact]
    public void Without_an_interval_there_is_no_verdict()
    {
        Assert.Equal(Verdict.Inconclusive, Unknown.Against(0.5));
        Assert.Equal(1, Unknown.ProbabilityAtOrBelow(-0.5));
        Assert.Equal(double.PositiveInfinity, Unknown.SmallestDetectable());
        Assert.False(Unknown.At(0.5).HasInterval);
        Assert.Equal(Doubt.TooFewPairs, Between(0, 0.01).ComparedWith(Unknown).Doubt);
        Assert.Equal(Verdict.Inconclusive, Unknown.ComparedWith(Between(0, 0.01)).Against(0.5));
    }

    [Fact]
    public void The_p_value_agrees_with_the_interval()
    {
        RatioEstimate estimate = new SimulatedRun(Noise.Normal, NoiseLayout.PerSide, 200).Measure(1).Estimate(0.9);

        Assert.Equal(0.05, estimate.ProbabilityAtOrBelow(estimate.Lower), 9);
        Assert.Equal(0.5, estimate.ProbabilityAtOrBelow(estimate.Overhead), 9);
        Assert.Equal(0.95, estimate.ProbabilityAtOrBelow(estimate.Upper), 9);
    }

    [Fact]
    public void Another_confidence_gives_the_interval_that_the_pairs_would_have_given()
    {
        PairedSeries series = new SimulatedRun(Noise.SharedMachine, NoiseLayout.PerSide, 200).Measure(1);

        RatioEstimate converted = series.Estimate(0.95).At(0.99),
            direct = series.Estimate(0.99);

        Assert.Equal(direct.Lower, converted.Lower, 12);
        Assert.Equal(direct.Upper, converted.Upper, 12);
        Assert.Equal((0.99, 200, direct.EffectiveUnits), (converted.Confidence, converted.Pairs, converted.EffectiveUnits));
    }

    [Fact]
    public void An_estimate_read_back_from_JSON_judges_as_before()
    {
        RatioEstimate fresh = new SimulatedRun(Noise.SharedMachine, NoiseLayout.PerSide, 200).Measure(1).Estimate();

        RatioEstimate stored = JsonSerializer.Deserialize<RatioEstimate>(JsonSerializer.Serialize(fresh))!;

        Assert.Equal(fresh, stored);
        Assert.Equal(fresh.ProbabilityAtOrBelow(0.004), stored.ProbabilityAtOrBelow(0.004));
    }

    [Fact]
    public void A_comparison_holds_the_noise_of_both()
    {
        RatioEstimate difference = Between(0.009, 0.013).ComparedWith(Between(0.002, 0.005));

        Assert.Equal((0.0110 - 0.0035) / 1.0035, difference.Overhead, 5);
        Assert.Equal(Math.Sqrt(0.002 * 0.002 + 0.0015 * 0.0015), difference.HalfWidth, 4);
        Assert.Equal(Verdict.Over, difference.Against(0.001));
        Assert.Equal(Verdict.Within, difference.Against(0.02));
        Assert.Equal(Verdict.Inconclusive, difference.Against(0.007));
    }

    [Fact]
    public void A_comparison_has_the_degrees_of_freedom_of_Welch_and_Satterthwaite()
    {
        RatioEstimate ten = RatioEstimate.FromLog(0, 0.001, 10, 0.95),
            twenty = RatioEstimate.FromLog(0, 0.002, 20, 0.95);

        // (1 + 4)² / (1²/10 + 4²/20)
        Assert.Equal(25 / 0.9, ten.ComparedWith(twenty).DegreesOfFreedom, 9);
        Assert.Equal(double.PositiveInfinity, Between(0, 1).ComparedWith(Between(0, 1)).DegreesOfFreedom);
    }

    [Fact]
    public void An_error_that_all_pairs_share_widens_the_interval_and_adds_to_its_degrees_of_freedom()
    {
        RatioEstimate own = RatioEstimate.FromLog(0.01, 0.0003, 10, 0.95) with { Pairs = 60, EffectiveUnits = 20 },
            both = own.WithSharedError(0.0004);

        // Variances of 9 and 16: (9 + 16)² / (9²/10 + 0)
        Assert.Equal(0.0005, both.LogStandardError, 12);
        Assert.Equal(625 / 8.1, both.DegreesOfFreedom, 9);
        Assert.Equal(own.Overhead, both.Overhead, 12);
        Assert.Equal((0.95, 60, 20), (both.Confidence, both.Pairs, both.EffectiveUnits));
        Assert.Same(own, own.WithSharedError(0));
        Assert.False(Unknown.WithSharedError(0.1).HasInterval);
    }

    [Fact]
    [Trait("Category", "Simulation")]
    public void An_effect_of_the_smallest_detectable_size_is_found_as_often_as_asked()
    {
        var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.Interleaved, 600) { Overhead = 0 };
        double effect = Enumerable.Range(0, 500).Average(seed => run.Measure((ulong)seed).Estimate().SmallestDetectable(0.8));

        Assert.Equal(0.8, Simulated.Share(3000, seed => (run with { Overhead = effect }).Measure(seed).Estimate().Lower > 0), 0.04);
    }

    [Fact]
    public void Impossible_limits_confidences_and_powers_are_refused_with_their_value()
    {
        RatioEstimate estimate = Between(0, 0.01);

        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(() => estimate.Against(-1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => estimate.ProbabilityAtOrBelow(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimate.At(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimate.SmallestDetectable(0.3));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimate.WithSharedError(-1e-9));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimate.WithSharedError(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PairedSeries([1], [1]).Estimate(0));
    }

    [Fact]
    public void A_floor_reaches_as_far_as_its_interval_and_a_floor_wider_than_the_budget_allows_no_verdict()
    {
        var floor = new NoiseFloor(Between(-0.003, 0.001));

        Assert.Equal(0.003, floor.Reach);
        Assert.True(floor.Allows(0.005));
        Assert.False(floor.Allows(0.002));
        Assert.False(new NoiseFloor(Unknown).Allows(0.5));
    }
}
