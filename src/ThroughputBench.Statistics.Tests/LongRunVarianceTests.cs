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
        Assert.Equal(new LongRunVariance(0, 100, 99), LongRunVariance.Of(new double[100]));
    }

    [Fact]
    public void A_series_that_its_past_foretells_has_none()
    {
        double[] alternating = [.. Enumerable.Range(0, 64).Select(i => i % 2 == 0 ? 1.0 : -1.0)];

        Assert.Equal(new LongRunVariance(0, 64, 63), LongRunVariance.Of(alternating));
    }

    [Fact]
    public void A_series_too_short_to_show_correlation_counts_as_independent()
    {
        Assert.Equal(new LongRunVariance(14.0 / 7, 7, 8), LongRunVariance.Of([3, -1, -1, -1, 0, 0, 1, -1]));
    }

    [Fact]
    public void A_series_of_which_one_half_varies_more_knows_its_variance_as_poorly_as_a_shorter_one()
    {
        double even = 0,
            uneven = 0;
        for (uint seed = 1; seed <= 300; seed++)
        {
            double[] values = Autoregressive(0, 400, seed);
            even += 2 / LongRunVariance.Of(values).DegreesOfFreedom;
            uneven += 2 / LongRunVariance.Of([.. values.Select((value, i) => i < 200 ? value : 2 * value)]).DegreesOfFreedom;
        }

        // n · Σσ⁴ / (Σσ²)² = 2 · (1 + 16) / (1 + 4)² = 1.36, and higher orders fit a little better by chance.
        Assert.InRange(uneven / even, 1.36, 1.36 * 1.3);
    }

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(0, 90)]
    [InlineData(0, 300)]
    [InlineData(0.5, 300)]
    public void Its_degrees_of_freedom_say_how_well_it_is_known(double persistence, int count)
    {
        const int Series = 3000;
        double sum = 0,
            squares = 0,
            relativeVariance = 0;
        for (uint seed = 1; seed <= Series; seed++)
        {
            LongRunVariance variance = LongRunVariance.Of(Autoregressive(persistence, count, seed));
            sum += variance.Value / Series;
            squares += variance.Value * variance.Value / Series;
            relativeVariance += 2 / variance.DegreesOfFreedom / Series;
        }

        // If neighbours are correlated it says less than it knows, not more.
        Assert.InRange((squares / (sum * sum) - 1) / relativeVariance, 0.7, 1.15);
    }

    private static double[] Autoregressive(double persistence, int count, uint seed = 1)
    {
        var chance = new Chance(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = (i == 0 ? 0 : persistence * values[i - 1]) + chance.Normal();
        double mean = values.Average();
        return [.. values.Select(value => value - mean)];
    }
}
