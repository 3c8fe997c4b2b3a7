namespace ThroughputBench.Statistics.Tests;

public sealed class LaunchMeanTests
{
    [Fact]
    public void Launches_that_agree_count_by_what_they_know_and_are_no_surer_than_that()
    {
        var mean = LaunchMean.Of([Launch(1.0, 0.1), Launch(1.02, 0.2)]);

        // Weights 100 and 25: (100 · 1 + 25 · 1.02) / 125, and 1 / √125.
        Assert.Equal(1.004, mean.Value, 1e-12);
        Assert.Equal(Math.Sqrt(1 / 125.0), mean.StandardError, 1e-12);
    }

    [Fact]
    public void Launches_equally_well_known_that_differ_are_as_sure_as_they_agree()
    {
        var mean = LaunchMean.Of([Launch(0, 0.001), Launch(1, 0.001), Launch(2, 0.001)]);

        // The sample's standard deviation is 1.
        Assert.Equal(1, mean.Value, 1e-12);
        Assert.Equal(1 / Math.Sqrt(3), mean.StandardError, 1e-9);
    }

    [Fact]
    public void At_the_spread_that_is_found_the_weighted_squares_are_one_fewer_than_launches()
    {
        SeriesMean[] launches = [Launch(0.2, 0.05), Launch(-0.1, 0.1), Launch(0.9, 0.3), Launch(0.35, 0.02), Launch(0.6, 0.2)];

        var mean = LaunchMean.Of(launches);

        // Paule and Mandel's equation, solved here by halving.
        double low = 0,
            high = 10;
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Squares(middle).Squares > launches.Length - 1 ? (middle, high) : (low, middle);
        }
        Assert.Equal(Squares(low).Mean, mean.Value, 1e-9);
        Assert.Equal(Math.Sqrt(1 / Squares(low).Weight), mean.StandardError, 1e-9);

        (double Weight, double Mean, double Squares) Squares(double spread)
        {
            double[] weights = [.. launches.Select(launch => 1 / (launch.StandardError * launch.StandardError + spread))];
            double center = weights.Zip(launches, (weight, launch) => weight * launch.Value).Sum() / weights.Sum();
            return (
                weights.Sum(),
                center,
                weights.Zip(launches, (weight, launch) => weight * (launch.Value - center) * (launch.Value - center)).Sum()
            );
        }
    }

    [Fact]
    public void A_disturbed_launch_takes_next_to_nothing_from_what_the_others_know()
    {
        SeriesMean[] calm = [Launch(0.10, 0.03), Launch(0.12, 0.03), Launch(0.08, 0.03), Launch(0.11, 0.03)];

        LaunchMean with = LaunchMean.Of([.. calm, Launch(3, 2)]),
            without = LaunchMean.Of(calm);

        Assert.Equal(without.Value, with.Value, 0.001);
        Assert.Equal(without.StandardError, with.StandardError, 0.001);
    }

    private static SeriesMean Launch(double value, double standardError) =>
        new(value, standardError, DegreesOfFreedom: 100, EffectiveUnits: 100);
}
