using MathNet.Numerics.Distributions;

namespace ThroughputBench.Statistics.Tests;

public sealed class SectionCostTests
{
    [Fact]
    public void The_interval_reaches_as_far_as_Students_quantile_of_its_degrees_of_freedom()
    {
        // With one degree of freedom the quantile is tan(π(p − 1/2)): 1 at p = 3/4.
        (double lower, double upper) = new SectionCost(100, 7, 1).Interval(0.5);

        Assert.Equal(93, lower, 1e-9);
        Assert.Equal(107, upper, 1e-9);
    }

    [Fact]
    public void With_infinite_degrees_of_freedom_the_interval_is_that_of_the_normal_distribution()
    {
        (double lower, double upper) = new SectionCost(100, 10, double.PositiveInfinity).Interval();

        Assert.Equal(100 - 10 * Normal.InvCDF(0, 1, 0.975), lower, 1e-9);
        Assert.Equal(100 + 10 * Normal.InvCDF(0, 1, 0.975), upper, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_impossible_confidence_is_refused(double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SectionCost(1, 1, 1).Interval(confidence));

    [Fact]
    public void A_difference_has_the_errors_of_both_and_the_degrees_of_freedom_of_Welch_and_Satterthwaite()
    {
        SectionCost less = new SectionCost(10, 3, 5).Less(new(4, 4, 7));

        Assert.Equal(6, less.Nanoseconds);
        Assert.Equal(5, less.StandardError, 1e-12);
        Assert.Equal(25 * 25 / (9 * 9 / 5.0 + 16 * 16 / 7.0), less.DegreesOfFreedom, 1e-9);
    }

    [Fact]
    public void One_cost_pooled_is_that_cost() =>
        Assert.Equal(new SectionCost(10, 3, 5), SectionCost.Pooled([new SectionCost(10, 3, 5)]));

    [Fact]
    public void Costs_that_agree_are_weighed_by_what_they_know_and_have_one_degree_of_freedom_fewer_than_there_are()
    {
        SectionCost pooled = SectionCost.Pooled([new(100, 10, 50), new(102, 20, 50), new(101, 10, 50)]);

        // Weights 4, 1 and 4 over 400.
        Assert.Equal((4 * 100 + 102 + 4 * 101) / 9.0, pooled.Nanoseconds, 1e-9);
        Assert.Equal(20 / 3.0, pooled.StandardError, 1e-9);
        Assert.Equal(2, pooled.DegreesOfFreedom);
    }

    [Fact]
    public void A_mean_of_no_costs_is_refused()
    {
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => SectionCost.Pooled([])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => SectionCost.Pooled(null!));
    }
}
