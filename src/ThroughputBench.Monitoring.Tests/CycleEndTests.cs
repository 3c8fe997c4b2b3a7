using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>What is read at ends of cycles, and what a meter takes over from another that counts what a device is asked to do.</summary>
public sealed class CycleEndTests
{
    private static readonly BatchCounts Batch = new(Samples: 2, Items: 4, Flops: 8);

    [Fact]
    public void Read_at_the_latest_end_of_a_cycle_a_meter_shows_nothing_of_the_cycle_that_is_open()
    {
        ThroughputMeter meter = Started();
        meter.Load(new ThroughputState(100, 40, 10, 1_280, 5_120, 9_000));
        meter.Start(1_000);
        meter.Add(1_010, Batch, endsCycle: false);
        Assert.Equal(default, meter.TotalsAtCycleEnd);
        meter.Add(1_020, Batch, endsCycle: true);
        ThroughputSnapshot atEnd = meter.Read();

        meter.Add(1_030, Batch, endsCycle: false);

        Assert.Equal(atEnd.Totals, meter.TotalsAtCycleEnd);
        Assert.Equal(atEnd, meter.ReadAtCycleEnd());
        Assert.NotEqual(atEnd, meter.Read());
    }

    [Fact]
    public void After_a_load_nothing_of_the_run_before_is_left_at_the_end_of_a_cycle()
    {
        ThroughputMeter meter = Started();
        meter.Add(10, Batch, endsCycle: true);

        meter.Load(default);

        Assert.Equal(default, meter.TotalsAtCycleEnd);
        Assert.Equal(meter.Read(), meter.ReadAtCycleEnd());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_meter_says_whether_it_keeps_step_times(bool stepTimes) =>
        Assert.Equal(stepTimes, new ThroughputMeter(windowSteps: 3, frequency: 10, stepTimes: stepTimes).KeepsStepTimes);

    [Fact]
    public void The_steps_in_the_window_have_times_until_one_of_them_is_unknown()
    {
        ThroughputMeter meter = Started(lenient: true);
        long time = 0;
        for (int step = 1; step <= 5; step++)
            meter.Add(time += 10 * step, Batch, endsCycle: true);
        Assert.Equal([5.0, 4.0, 3.0], Enumerable.Range(0, meter.TimedSteps).Select(meter.StepSeconds));

        meter.Add(time, Batch, endsCycle: true);

        Assert.Equal(0, meter.TimedSteps);
    }

    [Fact]
    public void Sums_of_micro_batches_are_counted_up_to_their_time()
    {
        ThroughputMeter meter = Started(at: 100);

        meter.AddSum(150, batches: 4, steps: 2, samples: 8, items: 16, flops: 32);
        meter.AddSum(180, batches: 3, steps: 1, samples: 5, items: 9, flops: 24);

        Assert.Equal(new ThroughputTotals(80, 7, 3, 13, 25, 56), meter.Totals);
        AssertLatest(180, meter);
    }

    [Fact]
    public void What_a_meter_takes_over_are_totals_a_latest_end_and_the_two_ends_of_its_window()
    {
        ThroughputMeter counter = Started(),
            meter = Started(at: 1_000);
        counter.Add(1, Batch, endsCycle: true);

        // The second time, the window has moved past what it held before.
        foreach (int step in new[] { 1, 5 })
        {
            ThroughputTotals end = End(step + 2);
            meter.TakeOver(counter, end with { Ticks = end.Ticks + 5, Batches = end.Batches + 1 }, default, end, End(step), End(step + 1));

            Assert.Equal(end with { Ticks = end.Ticks + 5, Batches = end.Batches + 1 }, meter.Totals);
            Assert.Equal((end, end), (meter.TotalsAtCycleEnd, meter.ReadAtCycleEnd().Totals));
            Assert.Equal((1, End(1)), (meter.Window.Steps, meter.Window.Span));
            Assert.Equal((2.0, 4.0), (meter.ReadRates()!.Value.ItemsPerSecond, meter.ReadRates()!.Value.FlopsPerSecond));
            Assert.Equal(0, meter.TimedSteps);
            AssertLatest(1_000 + end.Ticks + 5, meter);
        }
    }

    [Fact]
    public void Until_a_whole_cycle_lies_between_the_ends_that_are_taken_over_there_is_no_rate()
    {
        ThroughputMeter meter = Started();

        meter.TakeOver(Started(), End(2), default, End(2), End(2), End(2));

        Assert.Equal((0, null, End(2)), (meter.Window.Steps, meter.ReadRates(), meter.Window.Newest));
    }

    [Fact]
    public void What_the_counting_meter_does_not_know_is_unknown_to_the_other_too()
    {
        ThroughputMeter counter = Started(lenient: true),
            meter = Started(lenient: true);
        counter.Add(20, Batch with { Samples = -1 }, endsCycle: true);

        meter.TakeOver(counter, End(1), counter.Unknown, End(1), End(0), End(1));

        Assert.Equal((false, true), (meter.KnowsSamples, meter.KnowsItems));
        Assert.Equal((double.NaN, 2.0), (meter.ReadRates()!.Value.SamplesPerSecond, meter.ReadRates()!.Value.ItemsPerSecond));
    }

    /// <summary>Steps of one micro-batch and two seconds each.</summary>
    private static ThroughputTotals End(int step) => new(20L * step, step, step, 2L * step, 4L * step, 8L * step);

    private static ThroughputMeter Started(long at = 0, bool lenient = false)
    {
        var meter = new ThroughputMeter(windowSteps: 3, frequency: 10) { Doubtful = lenient ? (_, _) => { } : null };
        meter.Start(at);
        return meter;
    }

    private static void AssertLatest(long latest, ThroughputMeter meter) =>
        Assert.Contains($" {latest}.", Assert.Throws<ArgumentOutOfRangeException>(() => meter.Pause(latest - 1)).Message);
}
