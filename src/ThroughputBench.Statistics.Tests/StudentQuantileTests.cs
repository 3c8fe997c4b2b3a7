using MathNet.Numerics.Distributions;

namespace ThroughputBench.Statistics.Tests;

public sealed class StudentQuantileTests
{
    private static readonly double[] Probabilities = [0.0005, 0.025, 0.3, 0.5, 0.55, 0.9, 0.95, 0.975, 0.995, 0.9999];

    [Fact]
    public void With_one_and_two_degrees_of_freedom_it_is_the_closed_form()
    {
        Assert.All(Probabilities, p =>
        {
            AssertEqual(p == 0.5 ? 0 : Math.Tan(Math.PI * (p - 0.5)), StudentQuantile.Of(1, p));
            AssertEqual((2 * p - 1) / Math.Sqrt(2 * p * (1 - p)), StudentQuantile.Of(2, p));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(3)]
    [InlineData(6.2)]
    [InlineData(29)]
    [InlineData(299)]
    [InlineData(12_345)]
    public void A_variable_falls_below_it_with_its_probability(double degreesOfFreedom) =>
        Assert.All([0.05, .. Probabilities[1..^1]], p =>
            Assert.Equal(p, StudentT.CDF(0, 1, degreesOfFreedom, StudentQuantile.Of(degreesOfFreedom, p)), 1e-11)
        );

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.99)]
    public void So_it_does_with_less_than_a_degree_of_freedom_up_to_the_largest_quantile(double degreesOfFreedom) =>
        Assert.All(Probabilities, p =>
        {
            double quantile = StudentQuantile.Of(degreesOfFreedom, p);
            Assert.Equal(Math.Sign(p - 0.5), Math.Sign(quantile));
            Assert.True(double.IsFinite(quantile));
            if (Math.Abs(quantile) < 1e130)
                Assert.Equal(p, StudentT.CDF(0, 1, degreesOfFreedom, quantile), 1e-6);
        });

    [Theory]
    [InlineData(1e12)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void With_too_many_degrees_of_freedom_to_tell_or_none_to_know_it_is_the_normal_one(double degreesOfFreedom) =>
        Assert.All(Probabilities, p => Assert.Equal(Normal.InvCDF(0, 1, p), StudentQuantile.Of(degreesOfFreedom, p)));

    [Theory]
    [InlineData(0.3, 0.9)]
    [InlineData(0.3, 0.1)]
    [InlineData(0.05, 0.55)]
    [InlineData(0.05, 0.45)]
    public void A_search_for_it_ends_at_the_quantile(double degreesOfFreedom, double probability)
    {
        double quantile = StudentQuantile.Of(degreesOfFreedom, probability);

        Assert.Equal(probability, StudentT.CDF(0, 1, degreesOfFreedom, quantile), 1e-10);
        Assert.Equal(-quantile, StudentQuantile.Of(degreesOfFreedom, 1 - probability), 1e-8 * Math.Abs(quantile));
    }

    private static void AssertEqual(double expected, double actual) =>
        Assert.Equal(expected, actual, 1e-10 * Math.Max(1, Math.Abs(expected)));
}
