using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

public sealed class LongRunVarianceTests
{
    [Theory]
    [InlineData(-0.5)]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void It_is_that_of_the_process(double persistence)
    {
        double[] values = Autoregressive(persistence, 200_000);

        LongRunVariance variance = LongRunVariance.Of(values);

        // σ² / (1 − φ)² for innovations of variance σ² = 1.
        double expected = 1 / ((1 - persistence) * (1 - persistence));
        Assert.InRange(variance.Value / expected, 0.94, 1.06);
        Assert.InRange(variance.EffectiveUnits / (values.Length * (1 - persistence) / (1 + persistence)), 0.94, 1.06);
    }

    [Fact]
    public void A_series_that_does_not_vary_has_none()
    {
        Assert.Equal(0, LongRunVariance.Of(new double[100]).Value);
    }

    private static double[] Autoregressive(double persistence, int count)
    {
        var chance = new Chance(1);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = (i == 0 ? 0 : persistence * values[i - 1]) + chance.Normal();
        double mean = values.Average();
        return [.. values.Select(value => value - mean)];
    }
}
