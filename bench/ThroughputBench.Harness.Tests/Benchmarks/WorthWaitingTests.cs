using ThroughputBench.Benchmarks;
using ThroughputBench.Statistics;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

public sealed class WorthWaitingTests
{
    private static readonly PrecisionGoal Goal = new(0.001);

    [Fact]
    public void A_narrow_interval_needs_no_more_time() => Assert.True(new WorthWaiting(Goal, patience: 8).IsOver(Of(400, noise: 0.002)));

    [Fact]
    public void A_wide_interval_that_more_time_can_narrow_is_waited_for() =>
        Assert.False(new WorthWaiting(Goal, patience: 8).IsOver(Of(400, noise: 0.06)));

    [Fact]
    public void An_interval_that_no_time_left_can_narrow_enough_is_not() =>
        Assert.True(new WorthWaiting(Goal, patience: 8).IsOver(Of(400, noise: 0.3)));

    [Fact]
    public void Without_an_interval_it_waits_until_the_patience_is_over() =>
        Assert.False(new WorthWaiting(Goal, patience: 8).IsOver(Of(20, noise: 0.01)));

    [Fact]
    public void Pairs_that_no_time_left_can_make_enough_for_an_interval_are_not_waited_for() =>
        Assert.True(new WorthWaiting(Goal, patience: 2).IsOver(Of(20, noise: 0.01)));

    [Fact]
    public void The_less_time_is_left_the_less_can_be_expected_of_it()
    {
        var rule = new WorthWaiting(Goal, patience: 4);

        Assert.False(rule.IsOver(Of(100, noise: 0.02)));
        Assert.True(rule.IsOver(Of(390, noise: 0.04)));
    }

    private static RatioEstimate Of(int pairs, double noise)
    {
        var chance = new Random(1);
        return new PairedSeries(
            [.. Enumerable.Range(0, pairs).Select(pair => 100_000L + 10 * (pair % 7))],
            [.. Enumerable.Range(0, pairs).Select(_ => (long)(100_000 * (1 + noise * (chance.NextDouble() - 0.5))))]
        ).Estimate();
    }
}
