using ThroughputBench.Records;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class DriftTests
{
    [Fact]
    public void A_ratio_that_rises_shows_in_its_thirds_and_in_its_points()
    {
        Drift drift = Drift.Of([Launch(300, i => i < 150 ? 0.001 : 0.004)])!;

        Assert.Equal((0.001, 0.004), (Math.Round(drift.FirstThird, 9), Math.Round(drift.LastThird, 9)));
        Assert.Equal([0.001, 0.004], drift.Points.Select(point => Math.Round(point.Overhead, 9)).Distinct());
        Assert.Equal(drift.Points.OrderBy(point => point.Seconds), drift.Points);
        Assert.InRange(drift.Points[^1].Seconds, 2.8, 3);
    }

    [Fact]
    public void A_single_wild_pair_moves_nothing()
    {
        Drift drift = Drift.Of([Launch(90, i => i == 80 ? 30 : 0.001)])!;

        Assert.All([drift.LastThird, .. drift.Points.Select(point => point.Overhead)], overhead => Assert.Equal(0.001, overhead, 9));
    }

    [Fact]
    public void Launches_follow_one_another()
    {
        Drift drift = Drift.Of([Launch(30, _ => 0.001), Launch(0, _ => 0), Launch(30, _ => 0.002)])!;

        Assert.Equal((0.001, 0.002), (Math.Round(drift.FirstThird, 9), Math.Round(drift.LastThird, 9)));
        Assert.InRange(drift.Points[^1].Seconds, 8, 9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Drift.MinimumPairs - 1)]
    public void Too_few_pairs_show_no_drift(int pairs) => Assert.Null(Drift.Of([Launch(pairs, _ => 0.001)]));

    private static LaunchOverheads Launch(int pairs, Func<int, double> overhead) =>
        new([.. Enumerable.Range(0, pairs).Select(overhead)], TimeSpan.FromSeconds(3));
}
