using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

/// <summary>The variance against Burg's method as it is defined: each sum taken again at each order, no recursion for them.</summary>
public sealed class LongRunVarianceExactTests
{
    [Theory]
    [InlineData(10, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 2)]
    [InlineData(47, 4)]
    [InlineData(300, 24)]
    public void It_is_the_average_over_the_autoregressions_of_every_order(int count, int orders)
    {
        double[] deviations = Series(count);

        (double value, double units, double freedom) = Defined(deviations, orders);
        var variance = LongRunVariance.Of(deviations);

        Assert.Equal(1, variance.Value / value, 1e-9);
        Assert.Equal(1, variance.EffectiveUnits / units, 1e-9);
        Assert.Equal(1, variance.DegreesOfFreedom / freedom, 1e-9);
    }

    [Fact]
    public void Nine_values_are_too_few_for_an_autoregression()
    {
        double[] deviations = Series(9);

        var variance = LongRunVariance.Of(deviations);

        Assert.Equal(deviations.Sum(value => value * value) / 8, variance.Value, 1e-12);
        Assert.Equal((8, 9), (variance.EffectiveUnits, variance.DegreesOfFreedom));
    }

    private static double[] Series(int count)
    {
        var chance = new Chance((ulong)count);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = (i == 0 ? 0 : 0.4 * values[i - 1]) + chance.Normal() * (i < count / 2 ? 1 : 2);
        double mean = values.Average();
        return [.. values.Select(value => value - mean)];
    }

    private static (double Value, double Units, double Freedom) Defined(double[] deviations, int orders)
    {
        int n = deviations.Length;
        double variance = deviations.Sum(value => value * value) / n,
            innovation = variance;
        double[] forward = deviations[1..],
            backward = deviations[..^1],
            coefficients = [];
        var fits = new List<(double Criterion, double Logarithm, int Order)>();
        for (int order = 1; order <= orders; order++)
        {
            double reflection =
                2 * forward.Zip(backward, (f, b) => f * b).Sum() / (forward.Sum(f => f * f) + backward.Sum(b => b * b));
            coefficients = [.. coefficients.Zip(coefficients.Reverse(), (own, other) => own - reflection * other), reflection];
            innovation *= 1 - reflection * reflection;
            double gain = 1 - coefficients.Sum();
            fits.Add(
                (
                    n * Math.Log(innovation) + 2 * Math.Log(Math.Log(n)) * order,
                    Math.Log(innovation * n / (n - 1 - order) / (gain * gain)),
                    order
                )
            );
            double[] errors = [.. forward.Zip(backward, (f, b) => f - reflection * b)],
                behind = [.. forward.Zip(backward, (f, b) => b - reflection * f)];
            (forward, backward) = order == orders ? (errors, behind) : (errors[1..], behind[..^1]);
        }

        double best = fits.Min(fit => fit.Criterion);
        double[] weights = [.. fits.Select(fit => Math.Exp((best - fit.Criterion) / 2))];
        double value = Math.Exp(weights.Zip(fits, (weight, fit) => weight * fit.Logarithm).Sum() / weights.Sum()),
            parameters = weights.Zip(fits, (weight, fit) => weight * fit.Order).Sum() / weights.Sum(),
            units = n * variance / value;

        double[] squares = [.. forward.Select(error => error * error)];
        int farthest = Math.Min(10, squares.Length / 2);
        double uneven = Enumerable
            .Range(1, farthest)
            .Average(apart => squares[apart..].Zip(squares, (one, other) => one * other).Average());
        double mean = squares.Average(),
            unevenness = Math.Max(1, uneven / (mean * mean));
        return (value, units, 2 / (unevenness * (2.0 / n + 4 * parameters / Math.Min(units, n))));
    }
}
