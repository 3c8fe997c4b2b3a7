using System.Text.Json;
using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class ThroughputStateTests
{
    private static readonly ThroughputState Loaded = new(Seconds: 100, Batches: 40, Steps: 10, Samples: 1_280, Items: 5_120, Flops: 9_000);

    private static readonly Dictionary<string, ThroughputState> Impossible = new()
    {
        ["NaN seconds"] = Loaded with { Seconds = double.NaN },
        ["infinite seconds"] = Loaded with { Seconds = double.PositiveInfinity },
        ["negative seconds"] = Loaded with { Seconds = -1.5 },
        ["negative batches"] = Loaded with { Batches = -1 },
        ["negative steps"] = Loaded with { Steps = -1 },
        ["more steps than batches"] = Loaded with { Steps = 41 },
        ["negative samples"] = Loaded with { Samples = -1 },
        ["negative items"] = Loaded with { Items = -1 },
        ["negative FLOPs"] = Loaded with { Flops = -1 },
        ["time without a batch"] = new ThroughputState(1, 0, 0, 0, null, null),
        ["samples without a batch"] = new ThroughputState(0, 0, 0, 1, null, null),
        ["items without a batch"] = new ThroughputState(0, 0, 0, 0, 1, null),
        ["FLOPs without a batch"] = new ThroughputState(0, 0, 0, 0, null, 1),
    };

    public static TheoryData<string> ImpossibleCases => [.. Impossible.Keys];

    [Fact]
    public void After_a_resumption_this_runs_totals_and_the_lifetimes_are_both_right()
    {
        var meter = new ThroughputMeter(windowSteps: 5, frequency: 1_000);
        meter.Load(Loaded);
        meter.Start(77_000);
        for (int batch = 1; batch <= 4; batch++)
            meter.Add(77_000 + 250 * batch, new BatchCounts(32, Items: 128, Flops: 7), endsCycle: batch % 2 == 0);

        ThroughputSnapshot snapshot = meter.Read();
        Assert.Equal((1.0, new ThroughputTotals(1_000, 4, 2, 128, 512, 28)), (snapshot.Seconds, snapshot.Totals));
        Assert.Equal(new ThroughputState(101, 44, 12, 1_408, 5_632, 9_028), snapshot.Lifetime);
        Assert.Equal(snapshot.Lifetime, meter.Save());

        // No rate looks across the interruption.
        Assert.Equal(
            (2L, true, 4.0),
            (snapshot.Rates!.Value.Steps, snapshot.Rates!.Value.IsPartial, snapshot.Rates!.Value.BatchesPerSecond)
        );
    }

    [Fact]
    public void A_meter_that_has_counted_nothing_saves_the_default_and_loading_it_changes_nothing()
    {
        var meter = new ThroughputMeter(windowSteps: 5, frequency: 1_000);
        Assert.Equal(default, meter.Save());
        meter.Start(5);
        meter.Pause(10);
        Assert.Equal(default, meter.Save());

        meter.Load(default);
        meter.Start(10);
        meter.Add(20, new BatchCounts(1, 2, 3), endsCycle: true);

        Assert.Equal(new ThroughputState(0.01, 1, 1, 1, 2, 3), meter.Save());
    }

    [Fact]
    public void Loading_and_starting_alone_leave_the_lifetime_as_it_was()
    {
        var meter = new ThroughputMeter(windowSteps: 5, frequency: 1_000);
        meter.Load(Loaded);
        Assert.Equal(Loaded, meter.Save());
        meter.Start(0);
        Assert.Equal(Loaded, meter.Save());
        meter.Start(10);

        Assert.Equal(Loaded, meter.Save());
    }

    [Fact]
    public void A_second_run_of_one_meter_adds_to_its_lifetime()
    {
        var meter = new ThroughputMeter(windowSteps: 5, frequency: 10);
        for (int run = 1; run <= 3; run++)
        {
            meter.Start(0);
            meter.Add(5, new BatchCounts(2), endsCycle: true);

            Assert.Equal(1, meter.Totals.Batches);
            Assert.Equal(new ThroughputState(0.5 * run, run, run, 2 * run, null, null), meter.Save());
        }
    }

    [Fact]
    public void A_load_makes_the_meter_as_if_new()
    {
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 10, warmupSteps: 1, stepTimes: true);
        meter.Start(0);
        for (int step = 1; step <= 5; step++)
            meter.Add(step, new BatchCounts(2), endsCycle: true);

        meter.Load(Loaded);

        Assert.Equal(new ThroughputSnapshot(0, default, false, false, null, Loaded), meter.Read());
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() =>
            meter.Add(6, new BatchCounts(2), endsCycle: true)
        );
        Wording.Matches(refusal.Message);
        meter.Start(100);
        meter.Add(101, new BatchCounts(2, 4, 8), endsCycle: true);
        Assert.Null(meter.Read().Rates);
        meter.Add(103, new BatchCounts(2, 4, 8), endsCycle: true);
        Assert.Equal((5.0, 0.2), (meter.Read().Rates!.Value.BatchesPerSecond, meter.Read().StepTimes!.Value.MaxSeconds));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_was_not_counted_in_every_run_has_no_lifetime_total(bool before, bool after)
    {
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 10);
        meter.Load(Loaded with { Items = before ? 5_120 : null, Flops = before ? null : 9_000 });
        meter.Start(0);
        meter.Add(10, new BatchCounts(1, after ? 2 : null, after ? null : 3), endsCycle: true);

        Assert.Equal((null, null), (meter.Save().Items, meter.Save().Flops));
        Assert.Equal((after, !after), (meter.Read().HasItems, meter.Read().HasFlops));
    }

    [Theory]
    [MemberData(nameof(ImpossibleCases))]
    public void An_impossible_state_is_refused_and_named_and_the_meter_continues(string impossible)
    {
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 10);
        meter.Load(Loaded);
        meter.Start(0);
        meter.Add(10, new BatchCounts(1, 2, 3), endsCycle: true);
        ThroughputSnapshot before = meter.Read();

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => meter.Load(Impossible[impossible]));

        Wording.Matches(refusal.Message, impossible);
        Assert.Equal(before, meter.Read());
        meter.Add(20, new BatchCounts(1, 2, 3), endsCycle: true);
        Assert.Equal(2, meter.Read().Totals.Batches);
    }

    [Fact]
    public void Micro_batches_may_have_held_nothing()
    {
        ThroughputState empty = new(Seconds: 0, Batches: 1, Steps: 0, Samples: 0, Items: 0, Flops: 0);
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 10);

        meter.Load(empty);

        Assert.Equal(empty, meter.Save());
    }

    [Fact]
    public void A_start_whose_lifetime_would_not_fit_is_refused_and_the_meter_continues()
    {
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 10);
        meter.Load(new ThroughputState(0, 1, 1, long.MaxValue - 2, null, null));
        meter.Start(0);
        meter.Add(10, new BatchCounts(3), endsCycle: true);

        Assert.Throws<OverflowException>(() => meter.Start(20));

        meter.Add(30, new BatchCounts(1), endsCycle: true);
        Assert.Equal(new ThroughputTotals(30, 2, 2, 4, 0, 0), meter.Totals);
    }

    [Fact]
    public void A_lifetime_that_would_not_fit_stays_at_the_largest_number_if_nothing_is_refused()
    {
        ThroughputState full = new(double.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, Int128.MaxValue);
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 10) { Doubtful = (doubt, _) => Assert.Fail($"{doubt}") };
        meter.Load(Loaded);
        Assert.Equal(Loaded, meter.Save());
        meter.Start(0);
        meter.Add(10, new BatchCounts(3, 4, 5), endsCycle: true);
        Assert.Equal(new ThroughputState(101, 41, 11, 1_283, 5_124, 9_005), meter.Save());

        meter.Load(full);
        meter.Start(0);
        meter.Add(10, new BatchCounts(3, 4, 5), endsCycle: true);

        Assert.Equal(full, meter.Save());
        Assert.Equal(full, ThroughputState.JoinAtMost(full, full));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("340282366920938463463374607431768")]
    public void It_survives_JSON_whole(string? flops)
    {
        ThroughputState state = Loaded with
        {
            Seconds = 0.1 + 0.2,
            Flops = flops is null ? null : Int128.Parse(flops, provider: null),
            Items = flops is null ? null : long.MaxValue,
        };

        Assert.Equal(state, JsonSerializer.Deserialize<ThroughputState>(JsonSerializer.Serialize(state)));
    }

    [Fact]
    public void However_a_training_is_cut_into_runs_its_lifetime_is_the_same()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            long[] frequencies = [1_000, 3_579_545, 10_000_000, 1_000_000_000];
            (decimal Seconds, long Batches, long Steps, long Samples, Int128 Flops) expected = default;
            ThroughputState saved = default;
            for (int run = random.Next(1, 8); run > 0; run--)
            {
                long frequency = frequencies[random.Next(frequencies.Length)];
                var meter = new ThroughputMeter(random.Next(1, 5), frequency, random.Next(3));
                meter.Load(saved);
                long time = random.NextInt64(1L << 50);
                meter.Start(time);
                for (int batch = random.Next(0, 20); batch > 0; batch--)
                {
                    (long ticks, long samples, long flops) = (
                        random.NextInt64(1, 100 * frequency),
                        random.Next(1, 65),
                        random.NextInt64(1L << 62)
                    );
                    bool endsCycle = random.Next(3) == 0;
                    time += ticks;
                    meter.Add(time, new BatchCounts(samples, Flops: flops), endsCycle);
                    expected = (
                        expected.Seconds + (decimal)ticks / frequency,
                        expected.Batches + 1,
                        expected.Steps + (endsCycle ? 1 : 0),
                        expected.Samples + samples,
                        expected.Flops + flops
                    );
                }
                saved = meter.Save();

                Assert.True(
                    (saved.Batches, saved.Steps, saved.Samples, saved.Flops ?? 0)
                        == (expected.Batches, expected.Steps, expected.Samples, expected.Flops)
                        && Math.Abs((decimal)saved.Seconds - expected.Seconds) <= 1e-12m * expected.Seconds,
                    $"Seed {seed}: {saved}, not {expected}."
                );
            }
        }
    }
}
