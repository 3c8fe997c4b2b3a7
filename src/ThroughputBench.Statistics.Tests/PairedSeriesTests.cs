using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

public sealed class PairedSeriesTests
{
    [Fact]
    public void Sides_of_different_length_are_refused_with_both_lengths()
    {
        string message = Assert.Throws<ArgumentException>(() => new PairedSeries([1, 2, 3], [1, 2])).Message;

        Wording.Matches(message);
    }

    [Fact]
    public void A_time_that_no_block_can_take_is_refused_with_its_place_and_value()
    {
        string control = Assert.Throws<ArgumentException>(() => new PairedSeries([1, -2], [1, 2])).Message;
        string candidate = Assert.Throws<ArgumentException>(() => new PairedSeries([1, 2], [1, -7])).Message;

        Wording.Matches(control, "control");
        Wording.Matches(candidate, "candidate");
    }

    [Fact]
    public void Blocks_that_are_no_whole_pairs_are_refused()
    {
        Wording.Matches(Assert.Throws<ArgumentException>(() => new PairedSeries([1, 2, 3], [1, 2, 3], 2, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PairedSeries([1], [1], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PairedSeries([1], [1], 1, 0));
    }

    [Fact]
    public void A_series_does_not_change_with_the_arrays_it_was_made_from()
    {
        long[] control = [1000, 1000];
        var series = new PairedSeries(control, [1010, 1010]);
        double before = series.Estimate().Overhead;

        control[0] = 100;

        Assert.Equal(before, series.Estimate().Overhead);
    }

    [Fact]
    public void Launches_put_together_keep_their_order_and_their_number()
    {
        var series = PairedSeries.Of([
            PairedSeries.Of([new([1000], [2000]), new([3000, 3000], [9000, 9000])]),
            new([7000, 7000], [7000, 7000], 2),
        ]);
        SeriesReading reading = series.Read();

        Assert.Equal((3, 4), (series.Launches, series.Pairs));
        Assert.Equal([1, 2, 2, 0], Enumerable.Range(0, 3).SelectMany(reading.OverheadsOfPairs).Select(overhead => Math.Round(overhead, 9)));
        Assert.Equal([1000, 3000, 14000], Enumerable.Range(0, 3).Select(launch => Math.Round(reading.UndisturbedControlTicks(launch), 6)));
        Assert.Throws<ArgumentException>(() => PairedSeries.Of([]));
    }

    [Fact]
    public void A_pair_has_the_blocks_of_its_places_as_often_as_they_are_repeated() =>
        Assert.Equal(2, new PairedSeries(new long[12], new long[12], 2, 3).Pairs);

    [Fact]
    public void A_launch_without_pairs_leaves_the_estimate_to_the_others()
    {
        RatioEstimate estimate = PairedSeries.Of([new([1000], [1010]), new([], []), new([1000], [1010])]).Estimate();

        Assert.Equal((0.01, false), (Math.Round(estimate.Overhead, 12), estimate.HasInterval));
    }

    [Fact]
    public void Of_an_odd_number_of_pairs_the_last_has_no_partner_and_is_not_in_the_estimate()
    {
        SeriesReading reading = new PairedSeries([1000, 1000, 1000], [1010, 1010, 2000]).Read();

        Assert.Equal((0.01, 3), (Math.Round(reading.Estimate().Overhead, 12), reading.OverheadsOfPairs(0).Length));
    }

    [Fact]
    public void A_block_of_no_ticks_is_taken_for_one_of_a_single_tick() =>
        Assert.Equal(0, new PairedSeries([0, 0], [1, 1]).Estimate().Overhead, 12);

    [Fact]
    public void No_pairs_give_no_estimate_and_one_pair_gives_one_without_an_interval()
    {
        RatioEstimate none = new PairedSeries([], []).Estimate();
        RatioEstimate one = new PairedSeries([1000], [1010]).Estimate();

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
        long[] control = [.. Enumerable.Repeat(1_000_000L, 200)],
            steady = [.. Enumerable.Repeat(1_010_000L, 200)];
        long[] times = [.. Enumerable.Range(0, 200).Select(pair => 1_000_000L + pair)];
        long[] growing = [.. times.Select((time, pair) => (long)(time * Math.Exp(0.001 * pair)))];

        Assert.Equal(Doubt.ClockTooCoarse, new PairedSeries(control, steady).Estimate().Doubt);
        Assert.Equal(Doubt.TooCorrelated, new PairedSeries(times, growing).Estimate().Doubt);
    }

    [Theory]
    [InlineData(1, 39, 39, Doubt.None)]
    [InlineData(1, 40, 1, Doubt.ClockTooCoarse)]
    [InlineData(1, 1, 40, Doubt.ClockTooCoarse)]
    [InlineData(2, 39, 39, Doubt.None)]
    [InlineData(2, 40, 1, Doubt.ClockTooCoarse)]
    [InlineData(2, 1, 40, Doubt.ClockTooCoarse)]
    public void A_clock_is_too_coarse_if_more_than_a_fifth_of_a_sides_pairs_take_as_long_as_the_pair_before(
        int places,
        int ofControl,
        int ofCandidate,
        Doubt doubt
    )
    {
        // 196 pairs have 195 before them, of which a fifth are 39.
        var random = new Random(places);

        Assert.Equal(doubt, new PairedSeries(Side(ofControl), Side(ofCandidate), places, 1).Estimate().Doubt);

        long[] Side(int ties)
        {
            long[] pairs = new long[196];
            for (int pair = 0; pair < pairs.Length; pair++)
                pairs[pair] = pair <= ties ? 1_000_000 : 1_000_001 + 10 * random.Next(100) + pair % 9;
            return [.. pairs.SelectMany((ticks, pair) => places == 1 ? [ticks] : new[] { ticks / 2 - 5 * pair, ticks - ticks / 2 + 5 * pair })];
        }
    }

    [Fact]
    public void The_cost_of_the_second_place_in_a_pair_does_not_show()
    {
        SimulatedRun run = new(Noise.Normal, NoiseLayout.Interleaved, 800) { Deviation = 0.001 };
        var (control, candidate) = (new long[800], new long[800]);
        run.Measure(1, control, candidate);
        for (int pair = 0; pair < 800; pair++)
        {
            // 5 % more for the side that comes second: fifty times the noise.
            long[] second = int.IsOddInteger(System.Numerics.BitOperations.PopCount((uint)pair)) ? control : candidate;
            second[pair] += second[pair] / 20;
        }

        RatioEstimate estimate = new PairedSeries(control, candidate).Estimate();

        Assert.Equal(run.Overhead, estimate.Overhead, 0.0002);
        Assert.InRange(estimate.HalfWidth, 0, 0.0002);
    }

    [Fact]
    public void An_expensive_step_in_few_blocks_counts_by_its_mean_cost_if_noise_is_larger()
    {
        const int Pairs = 200_000;
        var (control, candidate) = (new long[Pairs], new long[Pairs]);
        new SimulatedRun(Noise.Normal, NoiseLayout.Interleaved, Pairs) { Overhead = 0 }.Measure(1, control, candidate);
        for (int pair = 0; pair < Pairs; pair += 10)
            candidate[pair] += candidate[pair] / 250;

        Assert.Equal(0.0004, new PairedSeries(control, candidate).Estimate().Overhead, 0.0001); // three standard errors
    }

    [Fact]
    public void A_ratio_that_changes_in_mid_run_widens_the_interval_until_it_holds_both()
    {
        SimulatedRun before = new(Noise.Normal, NoiseLayout.Interleaved, 1000) { Overhead = 0, Deviation = 0.005 };
        SimulatedRun after = before with { Overhead = 0.004 };
        var (control, candidate) = (new long[2000], new long[2000]);
        before.Measure(1, control.AsSpan(0, 1000), candidate.AsSpan(0, 1000));
        after.Measure(2, control.AsSpan(1000), candidate.AsSpan(1000));
        RatioEstimate steady = before.Measure(1).Estimate();

        RatioEstimate estimate = new PairedSeries(control, candidate).Estimate();

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
            .. new[] { 0.000, 0.010, 0.020 }.Select(
                (overhead, launch) =>
                    new SimulatedRun(Noise.Normal, NoiseLayout.Interleaved, 400) { Overhead = overhead }.Measure((ulong)launch)
            ),
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
    public void Scaling_both_sides_changes_nothing_but_the_last_digits()
    {
        var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.Interleaved, 400);
        var (control, candidate) = (new long[400], new long[400]);
        run.Measure(1, control, candidate);

        RatioEstimate estimate = new PairedSeries(control, candidate).Estimate();
        RatioEstimate scaled = new PairedSeries([.. control.Select(time => 8 * time)], [.. candidate.Select(time => 8 * time)]).Estimate();

        Assert.Equal(estimate.Overhead, scaled.Overhead, 1e-12);
        Assert.Equal(estimate.HalfWidth, scaled.HalfWidth, 1e-12);
    }

    [Fact]
    public void Swapping_the_sides_turns_the_ratio_round()
    {
        var run = new SimulatedRun(Noise.BusyHost, NoiseLayout.PerSide, 600);
        var (control, candidate) = (new long[600], new long[600]);
        run.Measure(4, control, candidate);

        Assert.Equal(
            1 / (1 + new PairedSeries(control, candidate).Estimate().Overhead),
            1 + new PairedSeries(candidate, control).Estimate().Overhead,
            1e-9
        );
    }

    [Fact]
    public void A_large_overhead_in_every_block_is_no_disturbance() =>
        Assert.Equal(
            0.5,
            new SimulatedRun(Noise.BusyHost, NoiseLayout.Interleaved, 600) { Overhead = 0.5 }
                .Measure(2)
                .Estimate()
                .Overhead,
            0.005
        );
}
