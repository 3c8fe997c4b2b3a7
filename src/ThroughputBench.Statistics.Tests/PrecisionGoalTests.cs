using ThroughputBench.Statistics.Tests.Simulation;
using static ThroughputBench.Statistics.Tests.Estimates;

namespace ThroughputBench.Statistics.Tests;

public sealed class PrecisionGoalTests
{
    [Fact]
    public void The_goal_is_reached_when_the_interval_is_narrow_enough()
    {
        Assert.True(new PrecisionGoal(0.002).IsReached(Between(0, 0.0039)));
        Assert.False(new PrecisionGoal(0.002).IsReached(Between(0, 0.0041)));
    }

    [Fact]
    public void The_width_counts_at_the_confidence_of_the_goal()
    {
        Assert.False(new PrecisionGoal(0.002, 0.99).IsReached(Between(0, 0.0039)));
        Assert.True(new PrecisionGoal(0.002, 0.8).IsReached(Between(0, 0.0041)));
    }

    [Fact]
    public void Pairs_without_an_interval_never_reach_it()
    {
        Assert.False(new PrecisionGoal(1).IsReached(Unknown));
        Assert.False(new PrecisionGoal(1).IsReached(new PairedSeries([], []).Estimate()));
        Assert.False(new PrecisionGoal(1).IsReached(new PairedSeries([1], [1]).Estimate()));
    }

    [Fact]
    public void More_pairs_reach_a_goal_that_fewer_do_not()
    {
        var goal = new PrecisionGoal(0.001);
        var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.Interleaved, 100);

        Assert.False(goal.IsReached(run.Measure(1).Estimate()));
        Assert.True(goal.IsReached((run with { Pairs = 2000 }).Measure(1).Estimate()));
    }

    [Theory]
    [InlineData(0, 0.95)]
    [InlineData(-0.1, 0.95)]
    [InlineData(double.NaN, 0.95)]
    [InlineData(double.PositiveInfinity, 0.95)]
    [InlineData(0.001, 1)]
    public void An_impossible_goal_is_refused(double halfWidth, double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrecisionGoal(halfWidth, confidence));

    [Theory]
    [InlineData(0.002, 4, true)]
    [InlineData(0.002, 3.9, false)]
    [InlineData(0.001, 1, true)]
    public void Four_times_as_many_pairs_can_be_expected_to_halve_the_interval(double halfWidth, double growth, bool within)
    {
        RatioEstimate estimate = Estimates.Between(-halfWidth, halfWidth);

        Assert.Equal(within, new PrecisionGoal(1.0001e-3).IsWithinReach(estimate, growth));
    }
}
