using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

public sealed class PairedSeriesTests
{
    [Fact]
    public void Sides_of_different_length_are_refused_with_both_lengths()
    {
        string message = Assert.Throws<ArgumentException>(() => new PairedSeries([1, 2, 3], [1, 2])).Message;

        Assert.Contains("control has 3 times and the candidate 2", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_time_that_no_block_can_take_is_refused_with_its_place_and_value(double time)
    {
        string control = Assert.Throws<ArgumentException>(() => new PairedSeries([1, time], [1, 2])).Message;
        string candidate = Assert.Throws<ArgumentException>(() => new PairedSeries([1, 2], [1, time])).Message;

        Assert.Contains($"control in pair 2 is {time} ns", control, StringComparison.Ordinal);
        Assert.Contains($"candidate in pair 2 is {time} ns", candidate, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_does_not_change_with_the_arrays_it_was_made_from()
    {
        double[] control = [1, 2];
        var series = new PairedSeries(control, [3, 4]);

        control[0] = 100;

        Assert.Equal([1, 2], series.ControlNanoseconds.ToArray());
    }

    [Fact]
    public void Launches_put_together_keep_their_order_and_their_number()
    {
        var series = PairedSeries.Of([PairedSeries.Of([new([1], [2]), new([3, 4], [5, 6])]), new([7], [8])]);

        Assert.Equal(3, series.Launches);
        Assert.Equal(4, series.Pairs);
        Assert.Equal([1, 3, 4, 7], series.ControlNanoseconds.ToArray());
        Assert.Equal([2, 5, 6, 8], series.CandidateNanoseconds.ToArray());
        Assert.Throws<ArgumentException>(() => PairedSeries.Of([]));
    }

    [Fact]
    public void No_pairs_give_no_estimate_and_one_pair_gives_one_without_an_interval()
    {
        RatioEstimate none = new PairedSeries([], []).Estimate();
        RatioEstimate one = new PairedSeries([100], [101]).Estimate();

        Assert.True(double.IsNaN(none.Overhead));
        Assert.Equal(0.01, one.Overhead, 12);
        Assert.All([none, one], estimate => Assert.Equal((Doubt.TooFewPairs, false), (estimate.Doubt, estimate.HasInterval)));
    }

    [Theory]
    [InlineData(RatioEstimate.MinimumPairs - 1, Doubt.TooFewPairs)]
    [InlineData(RatioEstimate.MinimumPairs, Doubt.None)]
    public void An_interval_takes_enough_pairs(int pairs, Doubt doubt)
    {
        Assert.Equal(doubt, new SimulatedRun(Noise.Normal, NoiseLayout.Interleaved, pairs).Measure(1).Estimate().Doubt);
    }

    [Fact]
    public void A_clock_whose_tick_hides_the_noise_gives_no_interval()
    {
        SimulatedRun run = new(Noise.QuantizedClock, NoiseLayout.PerSide, 400) { Deviation = 0.003 };

        Assert.Equal(Doubt.ClockTooCoarse, run.Measure(1).Estimate().Doubt);
    }

    [Fact]
    public void Pairs_without_any_noise_or_with_nothing_but_a_trend_give_no_interval()
    {
        double[] control = [.. Enumerable.Repeat(1e6, 100)], steady = [.. Enumerable.Repeat(1.01e6, 100)];
        double[] times = [.. Enumerable.Range(0, 100).Select(pair => 1e6 + pair)];
        double[] growing = [.. times.Select((time, pair) => time * Math.Exp(0.001 * pair))];

        Assert.Equal(Doubt.ClockTooCoarse, new PairedSeries(control, steady).Estimate().Doubt);
        Assert.Equal(Doubt.TooCorrelated, new PairedSeries(times, growing).Estimate().Doubt);
    }

    [Fact]
    public void The_cost_of_the_second_place_in_a_pair_does_not_show()
    {
        SimulatedRun run = new(Noise.Normal, NoiseLayout.Interleaved, 800) { Deviation = 0.001 };
        (double[] control, double[] candidate) = (new double[800], new double[800]);
        run.Measure(1, control, candidate);
        for (int pair = 0; pair < 800; pair++)
        {
            // 5 % dearer for whoever comes second: fifty times the noise.
            double[] second = int.IsOddInteger(System.Numerics.BitOperations.PopCount((uint)pair)) ? control : candidate;
            second[pair] *= 1.05;
        }

        RatioEstimate estimate = new PairedSeries(control, candidate).Estimate();

        Assert.Equal(run.Overhead, estimate.Overhead, 0.0002);
        Assert.InRange(estimate.HalfWidth, 0, 0.0002);
    }

    [Fact]
    public void A_dear_step_in_few_blocks_counts_by_its_mean_cost_where_noise_is_larger()
    {
        const int Pairs = 200_000;
        (double[] control, double[] candidate) = (new double[Pairs], new double[Pairs]);
        new SimulatedRun(Noise.Normal, NoiseLayout.Interleaved, Pairs) { Overhead = 0 }.Measure(1, control, candidate);
        for (int pair = 0; pair < Pairs; pair += 10)
            candidate[pair] *= 1.004;

        Assert.Equal(0.0004, new PairedSeries(control, candidate).Estimate().Overhead, 0.00006);
    }

    [Fact]
    public void A_ratio_that_changes_in_mid_run_widens_the_interval_until_it_holds_both()
    {
        SimulatedRun before = new(Noise.Normal, NoiseLayout.Interleaved, 1000) { Overhead = 0, Deviation = 0.005 };
        SimulatedRun after = before with { Overhead = 0.004 };
        PairedSeries first = before.Measure(1), second = after.Measure(2);
        RatioEstimate steady = first.Estimate();

        RatioEstimate estimate = new PairedSeries(
            [.. first.ControlNanoseconds, .. second.ControlNanoseconds],
            [.. first.CandidateNanoseconds, .. second.CandidateNanoseconds]).Estimate();

        Assert.Equal(0.002, estimate.Overhead, 0.0006);
        Assert.InRange(estimate.HalfWidth, 2 * steady.HalfWidth, 1);
        Assert.InRange(0.0005, estimate.Lower, estimate.Upper);
        Assert.InRange(0.0035, estimate.Lower, estimate.Upper);
    }

    [Fact]
    public void Several_launches_are_never_surer_than_they_agree()
    {
        PairedSeries[] launches =
        [
            .. new[] { 0.000, 0.010, 0.020 }.Select((overhead, launch) =>
                new SimulatedRun(Noise.Normal, NoiseLayout.Interleaved, 400) { Overhead = overhead }.Measure((ulong)launch)),
        ];

        RatioEstimate estimate = PairedSeries.Of(launches).Estimate();

        // t with 2 degrees of freedom: 4.303 · 1 % / √3.
        Assert.Equal(0.010, estimate.Overhead, 0.002);
        Assert.Equal(0.0248, estimate.HalfWidth, 0.003);
        Assert.Equal((3.0, 2.0, 1200), (estimate.EffectiveUnits, estimate.DegreesOfFreedom, estimate.Pairs));
        Assert.All(launches, launch => Assert.InRange(launch.Estimate().HalfWidth, 0, 0.003));
    }

    [Fact]
    public void One_launch_of_several_with_too_few_pairs_leaves_no_interval()
    {
        var run = new SimulatedRun(Noise.Normal, NoiseLayout.Interleaved, 400);

        PairedSeries series = PairedSeries.Of([run.Measure(1), (run with { Pairs = 15 }).Measure(2), run.Measure(3)]);

        Assert.Equal(Doubt.TooFewPairs, series.Estimate().Doubt);
    }

    [Fact]
    public void Scaling_both_sides_changes_nothing()
    {
        PairedSeries series = new SimulatedRun(Noise.SharedMachine, NoiseLayout.Interleaved, 400).Measure(1);

        RatioEstimate scaled = new PairedSeries(
            [.. series.ControlNanoseconds.ToArray().Select(time => 8 * time)],
            [.. series.CandidateNanoseconds.ToArray().Select(time => 8 * time)]).Estimate();

        Assert.Equal(series.Estimate(), scaled);
    }
}
