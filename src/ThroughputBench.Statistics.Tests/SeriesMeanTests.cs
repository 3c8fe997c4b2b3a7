using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

public sealed class SeriesMeanTests
{
    [Fact]
    public void Nothing_has_no_mean_and_one_value_has_no_error()
    {
        Assert.True(double.IsNaN(SeriesMean.Of([]).Value));
        Assert.Equal(new SeriesMean(5, double.PositiveInfinity, 1, 1), SeriesMean.Of([5]));
    }

    [Fact]
    public void A_short_series_has_the_error_of_independent_values()
    {
        SeriesMean mean = SeriesMean.Of([13, 9, 9, 9, 10, 10, 11, 9]);

        Assert.Equal(10, mean.Value, 1e-12);
        Assert.Equal(Math.Sqrt(14 / 7.0 / 8), mean.StandardError, 1e-12);
        Assert.Equal((7, 7), (mean.DegreesOfFreedom, mean.EffectiveUnits));
    }

    [Fact]
    public void Two_values_have_one_degree_of_freedom()
    {
        SeriesMean mean = SeriesMean.Of([4, 6]);

        Assert.Equal((5, 1, 1), (mean.Value, mean.StandardError, mean.DegreesOfFreedom));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_steady_series_has_the_error_of_its_long_run_variance(ulong seed)
    {
        double[] values = Noise(400, step: 0, seed);
        double average = values.Average();
        var variance = LongRunVariance.Of([.. values.Select(value => value - average)]);

        SeriesMean mean = SeriesMean.Of(values);

        Assert.Equal(average, mean.Value, 1e-12);
        Assert.Equal(Math.Sqrt(variance.Value / 400), mean.StandardError, 1e-12);
        Assert.Equal(variance.DegreesOfFreedom, mean.DegreesOfFreedom, 1e-9);
        Assert.Equal(variance.EffectiveUnits, mean.EffectiveUnits, 1e-9);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1002)]
    public void A_series_that_changes_its_level_is_only_as_sure_as_its_quarters_agree(int count)
    {
        double[] values = Noise(count, step: 1);
        double[] quarters = [.. Enumerable.Range(0, 4).Select(q => values[(count * q / 4)..(count * (q + 1) / 4)].Average())];
        double average = values.Average(),
            error = Math.Sqrt(quarters.Sum(quarter => (quarter - average) * (quarter - average)) / 3 / 4);

        SeriesMean mean = SeriesMean.Of(values);

        Assert.Equal(error, mean.StandardError, 1e-12);
        Assert.Equal(3, mean.DegreesOfFreedom);
        Assert.Equal(values.Average(value => (value - average) * (value - average)) / (error * error), mean.EffectiveUnits, 1e-9);
    }

    [Fact]
    public void A_level_that_falls_is_noticed_like_one_that_rises()
    {
        double[] rising = Noise(1000, step: 1);

        SeriesMean up = SeriesMean.Of(rising),
            down = SeriesMean.Of([.. rising.Select(value => -value)]);

        Assert.Equal(3, down.DegreesOfFreedom);
        Assert.Equal((-up.Value, up.StandardError), (down.Value, down.StandardError));
    }

    /// <summary>Normal noise, whose level is higher by a step in the second half.</summary>
    private static double[] Noise(int count, double step, ulong seed = 7)
    {
        var chance = new Chance(seed);
        return [.. Enumerable.Range(0, count).Select(i => chance.Normal() + (2 * i < count ? 0 : step))];
    }
}
