using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>A meter that counts as far as it can, compared with lists of all events.</summary>
public sealed class DoubtfulMeterTests
{
    [Fact]
    public void A_rate_is_unknown_while_and_only_while_something_in_its_window_is()
    {
        int known = 0,
            unknown = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            int window = random.Next(1, 6),
                warmup = random.Next(3);
            var meter = new ThroughputMeter(window, frequency: 1, warmup) { Doubtful = (_, _) => { } };
            var steps = new List<(long Ticks, long Batches, long Samples, bool KnowsSamples, bool KnowsItems, bool KnowsFlops)>();
            (long Ticks, long Batches, long Samples, bool KnowsSamples, bool KnowsItems, bool KnowsFlops) open = (
                0,
                0,
                0,
                true,
                true,
                true
            );
            long now = 0;
            meter.Start(now);
            for (int batch = 0; batch < 60; batch++)
            {
                long ticks = random.Next(1, 10),
                    samples = random.Next(8) == 0 ? -random.Next(1, 9) : random.Next(0, 9);
                long items = random.Next(8) == 0 ? -1 : random.Next(0, 9),
                    flops = random.Next(8) == 0 ? long.MinValue : random.Next(0, 9);
                bool endsCycle = random.Next(3) > 0;
                now += ticks;
                meter.Add(now, new BatchCounts(samples, items, flops), endsCycle);
                open = (
                    open.Ticks + ticks,
                    open.Batches + 1,
                    open.Samples + Math.Max(0, samples),
                    open.KnowsSamples && samples >= 0,
                    open.KnowsItems && items >= 0,
                    open.KnowsFlops && flops >= 0
                );
                if (endsCycle)
                {
                    steps.Add(open);
                    open = (0, 0, 0, true, true, true);
                }

                var span = steps.Skip(warmup).TakeLast(window).ToList();
                Assert.Equal(span.Count > 0, meter.ReadRates().HasValue);
                if (meter.ReadRates() is not { } rates)
                    continue;
                double seconds = span.Sum(step => step.Ticks);
                Assert.Equal(span.Sum(step => step.Batches) / seconds, rates.BatchesPerSecond, 1e-12);
                bool knows = span.All(step => step.KnowsSamples);
                (known, unknown) = (known + (knows ? 1 : 0), unknown + (knows ? 0 : 1));
                Assert.Equal(knows ? span.Sum(step => step.Samples) / seconds : double.NaN, rates.SamplesPerSecond, 1e-12);
                Assert.Equal(span.All(step => step.KnowsItems), !double.IsNaN(rates.ItemsPerSecond!.Value));
                Assert.Equal(span.All(step => step.KnowsFlops), !double.IsNaN(rates.FlopsPerSecond!.Value));
            }
            Assert.Equal((60L, (long)steps.Count, now), (meter.Totals.Batches, meter.Totals.Steps, meter.Totals.Ticks));
        }
        Assert.True(known > 1000 && unknown > 1000, $"{known} known, {unknown} unknown");
    }

    [Fact]
    public void What_a_strict_meter_takes_is_counted_alike()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var strict = new ThroughputMeter(windowSteps: 4, frequency: 10, warmupSteps: 1, stepTimes: true);
            var lenient = new ThroughputMeter(windowSteps: 4, frequency: 10, warmupSteps: 1, stepTimes: true)
            {
                Doubtful = (doubt, _) => Assert.Fail($"{doubt}"),
            };
            long now = random.Next();
            strict.Start(now);
            lenient.Start(now);
            for (int batch = 0; batch < 50; batch++)
            {
                now += random.Next(1, 100);
                long samples = random.Next(1, 9);
                var counts = new BatchCounts(samples, samples + random.Next(9), random.Next(9));
                bool endsCycle = random.Next(2) == 0;
                strict.Add(now, counts, endsCycle);
                lenient.Add(now, counts, endsCycle);
                Assert.Equal(strict.Read(), lenient.Read());
            }
        }
    }

    [Theory]
    [InlineData(new long[] { 10, 20, 20, 30 }, MeterDoubt.ClockStoodStill)]
    [InlineData(new long[] { 10, 20, 5, 15 }, MeterDoubt.ClockWentBack)]
    public void Unknown_time_is_reported_and_counting_continues(long[] times, object doubt)
    {
        var doubts = new List<MeterDoubt>();
        var meter = new ThroughputMeter(windowSteps: 1, frequency: 1) { Doubtful = (one, _) => doubts.Add(one) };
        meter.Start(0);
        foreach (long time in times)
            meter.Add(time, new BatchCounts(1), endsCycle: true);

        Assert.Contains((MeterDoubt)doubt, doubts);
        Assert.Equal((4L, 4L), (meter.Totals.Batches, meter.Totals.Steps));
        Assert.True(double.IsNaN(meter.Seconds));
        Assert.True(double.IsFinite(meter.Save().Seconds));
        meter.Add(times[^1] + 10, new BatchCounts(1), endsCycle: true);
        Assert.Equal(0.1, meter.ReadRates()!.Value.SamplesPerSecond);
    }

    [Theory]
    [InlineData(new long[] { 10, 20, 20, 30, 40 }, false)]
    [InlineData(new long[] { 10, 20, 5, 15, 25 }, false)]
    [InlineData(new long[] { 10, 20, 5, 15, 25 }, true)]
    public void A_step_without_a_known_time_leaves_its_own_rates_and_those_of_the_next_step_unknown(long[] ends, bool insideToo)
    {
        var meter = new ThroughputMeter(windowSteps: 1, frequency: 1) { Doubtful = (_, _) => { } };
        List<double?> seconds = [];
        meter.Start(0);
        foreach (long end in ends)
        {
            if (insideToo)
                meter.Add(end - 1, new BatchCounts(1), endsCycle: false);
            meter.Add(end, new BatchCounts(1), endsCycle: true);
            seconds.Add(meter.ReadRates()?.Seconds);
        }

        Assert.Equal([10, 10, double.NaN, double.NaN, 10], seconds);
    }

    [Fact]
    public void While_the_clock_stands_still_the_window_takes_every_step_one_tick_after_the_last()
    {
        var meter = new ThroughputMeter(windowSteps: 8, frequency: 1) { Doubtful = (_, _) => { } };
        meter.Start(0);
        for (int step = 0; step < 3; step++)
            meter.Add(10, new BatchCounts(1), endsCycle: true);
        Assert.Equal(new ThroughputTotals(12, 3, 3, 3, 0, 0), meter.Window.Span);
        meter.EndCycle(10);

        Assert.Equal(new ThroughputTotals(13, 3, 4, 3, 0, 0), meter.Window.Span);
        Assert.Equal(meter.Totals, meter.Window.Span);
    }

    [Fact]
    public void Counts_that_are_given_for_some_batches_only_are_refused_all_the_same()
    {
        var meter = new ThroughputMeter(windowSteps: 1, frequency: 1) { Doubtful = (_, _) => { } };
        meter.Start(0);
        meter.Add(1, new BatchCounts(1, 1), endsCycle: true);

        Wording.Matches(Assert.Throws<ArgumentException>(() => meter.Add(2, new BatchCounts(1), endsCycle: true)).Message);
        Assert.Equal(1, meter.Totals.Batches);
    }
}
