using MathNet.Numerics.Distributions;

namespace ThroughputBench.Statistics.Tests;

public class LaunchSpreadTests
{
    private static readonly int[] Grid = [1, 2, 4, 8, 16, 32];

    [Fact]
    public void One_launch_tells_of_no_spread() => Assert.Null(LaunchSpread.Widen([new(100, 1, 10)], [1]));

    [Fact]
    public void Launches_that_differ_by_their_own_errors_only_are_not_widened()
    {
        SectionCost[] launches = [new(100, 5, 30), new(101, 5, 30), new(99, 5, 30), new(100, 5, 30)];

        Assert.Equal(launches, LaunchSpread.Widen(launches, [1, 1, 1, 1]));
    }

    [Fact]
    public void What_logs_cost_is_no_spread()
    {
        double[] ends = [.. Grid.Select(period => 1.0 / period)];
        SectionCost[] launches = [.. ends.Select(end => new SectionCost(80 + 500 * end, 1, 30))];

        Assert.All(LaunchSpread.Widen(launches, ends)!.Zip(launches), pair =>
            Assert.Equal(pair.Second.StandardError, pair.First.StandardError, 6)
        );
    }

    [Fact]
    public void Lists_of_different_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => LaunchSpread.Widen([new(100, 1, 10)], [1, 2]));

    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(3, 0.2)]
    [InlineData(3, 0.05)]
    public void Widened_intervals_cover_the_cost_that_launches_have_in_common(int launchesOfEach, double spread)
    {
        const int Groups = 600;
        double[] ends = [.. Grid.SelectMany(period => Enumerable.Repeat(1.0 / period, launchesOfEach))];
        int covered = 0;
        for (int seed = 0; seed < Groups; seed++)
        {
            var chance = new Random(seed);
            double[] truths = [.. ends.Select(end => 80 + 500 * end)];
            SectionCost[] launches =
            [
                .. truths.Select(truth => new SectionCost(
                    truth * (1 + spread * Normal.Sample(chance, 0, 1)) + 4 * Normal.Sample(chance, 0, 1),
                    4,
                    30
                )),
            ];
            covered += LaunchSpread
                .Widen(launches, ends)!
                .Zip(truths)
                .Count(pair => pair.First.Interval() is var (lower, upper) && lower <= pair.Second && pair.Second <= upper);
        }

        double share = covered / (double)(Groups * ends.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{share:P1}");
        Assert.InRange(share, 0.93, 0.985);
    }
}
