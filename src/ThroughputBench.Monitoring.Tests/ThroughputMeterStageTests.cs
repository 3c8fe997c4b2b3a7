using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>Beginning, pausing, warming up and beginning again.</summary>
public sealed class ThroughputMeterStageTests
{
    private static readonly BatchCounts Batch = new(Samples: 4);

    [Fact]
    public void Before_its_start_a_meter_has_counted_nothing()
    {
        ThroughputSnapshot snapshot = new ThroughputMeter(windowSteps: 3, frequency: 10).Read();

        Assert.Equal((0.0, default, null), (snapshot.Seconds, snapshot.Totals, snapshot.Rates));
    }

    [Fact]
    public void A_pause_is_no_part_of_the_stage_to_the_tick()
    {
        var paused = new FakeTraining(windowSteps: 3);
        var straight = new FakeTraining(windowSteps: 3);
        for (int step = 1; step <= 10; step++)
        {
            ThroughputSnapshot expected = straight.Cycle(4, milliseconds: 10, stepMilliseconds: 30, Batch);
            Assert.Equal(expected, paused.Cycle(4, milliseconds: 10, stepMilliseconds: 30, Batch));
            paused.PauseFor(milliseconds: 1234.5678 * step);
            Assert.Equal(expected, paused.Meter.Read());
        }
    }

    [Fact]
    public void A_pause_inside_a_cycle_is_no_part_of_it_either()
    {
        var training = new FakeTraining(windowSteps: 3);
        training.MicroBatch(milliseconds: 10, Batch);
        training.PauseFor(milliseconds: 500);
        training.MicroBatch(milliseconds: 10, Batch, stepMilliseconds: 30);

        Assert.Equal(0.050, training.Meter.Read().Rates!.Value.Seconds);
    }

    [Fact]
    public void What_lies_between_a_micro_batch_and_the_pause_and_between_the_resumption_and_the_next_is_the_stages()
    {
        var training = new FakeTraining(windowSteps: 1);
        training.MicroBatch(milliseconds: 10, Batch, stepMilliseconds: 30);
        training.Pass(milliseconds: 3);
        training.PauseFor(milliseconds: 500);
        training.Pass(milliseconds: 7);
        training.MicroBatch(milliseconds: 10, Batch, stepMilliseconds: 30);

        Assert.Equal(0.050, training.Meter.Read().Rates!.Value.Seconds);
        Assert.Equal(0.090, training.Meter.Read().Seconds);
    }

    [Fact]
    public void Pauses_may_follow_each_other_and_may_take_no_time()
    {
        var training = new FakeTraining(windowSteps: 1);
        training.PauseFor(milliseconds: 100);
        training.PauseFor(milliseconds: 0);
        training.PauseFor(milliseconds: 200);
        training.MicroBatch(milliseconds: 10, Batch, stepMilliseconds: 0);

        Assert.Equal(0.010, training.Meter.Read().Seconds);
    }

    [Fact]
    public void A_step_may_take_the_time_of_one_tick_but_not_none()
    {
        var meter = new ThroughputMeter(windowSteps: 1, frequency: 1);
        meter.Start(0);
        meter.Pause(0);
        meter.Resume(100);

        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Add(100, Batch, endsCycle: true));
        meter.Add(100, Batch, endsCycle: false);
        meter.Add(101, Batch, endsCycle: true);

        Assert.Equal(2.0, meter.Read().Rates!.Value.BatchesPerSecond);
    }

    [Fact]
    public void Steps_of_the_warm_up_are_in_the_totals_and_in_no_rate()
    {
        var training = new FakeTraining(windowSteps: 3, warmupSteps: 2);
        List<double?> rates = [];
        for (int step = 1; step <= 6; step++)
            rates.Add(training.Cycle(2, milliseconds: step <= 2 ? 5000 : 10, stepMilliseconds: 30, Batch).Rates?.BatchesPerSecond);

        Assert.Equal([null, null, 40, 40, 40, 40], rates);
        Assert.Equal((12L, 6L, 48L), (training.Meter.Totals.Batches, training.Meter.Totals.Steps, training.Meter.Totals.Samples));
        Assert.Equal(4 * 5.010 + 2 * 0.010 + 4 * 0.050, training.Meter.Read().Seconds, 1e-12);
    }

    [Fact]
    public void The_window_after_a_warm_up_is_partial_until_it_holds_W_steps()
    {
        var training = new FakeTraining(windowSteps: 2, warmupSteps: 1);
        List<bool?> partial = [];
        for (int step = 1; step <= 4; step++)
            partial.Add(training.Cycle(1, milliseconds: 10, stepMilliseconds: 30, Batch).Rates?.IsPartial);

        Assert.Equal([null, true, false, false], partial);
    }

    [Fact]
    public void In_the_warm_up_too_time_must_increase_from_one_end_of_a_cycle_to_the_next()
    {
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 1, warmupSteps: 5);
        meter.Start(0);

        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Add(0, Batch, endsCycle: true));
        Assert.Equal(default, meter.Totals);
        meter.Add(1, Batch, endsCycle: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Add(1, Batch, endsCycle: true));

        Assert.Equal((1L, 1L), (meter.Totals.Batches, meter.Totals.Steps));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_cycle_that_is_ended_late_is_the_same_as_one_that_was_known_to_end(int warmupSteps)
    {
        (ThroughputMeter known, ThroughputMeter late) = (
            new(windowSteps: 2, frequency: 10, warmupSteps),
            new(windowSteps: 2, frequency: 10, warmupSteps)
        );
        known.Start(100);
        late.Start(100);
        for (int cycle = 1; cycle <= 5; cycle++)
        {
            long begin = 100 * cycle;
            known.Add(begin + 20, Batch, endsCycle: false);
            late.Add(begin + 20, Batch, endsCycle: false);
            known.Add(begin + 50, Batch, endsCycle: true);
            late.Add(begin + 40, Batch, endsCycle: false);
            late.EndCycle(begin + 50);

            Assert.Equal(known.Read(), late.Read());
        }
    }

    [Fact]
    public void A_late_end_is_refused_unless_the_stage_runs_and_time_increases_and_leaves_the_meter_as_it_was()
    {
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 10);
        Assert.Throws<InvalidOperationException>(() => meter.EndCycle(1));
        meter.Start(10);
        meter.Add(20, Batch, endsCycle: true);
        ThroughputSnapshot before = meter.Read();

        Assert.Throws<ArgumentOutOfRangeException>(() => meter.EndCycle(19));
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.EndCycle(20));
        meter.Pause(30);
        Assert.Throws<InvalidOperationException>(() => meter.EndCycle(40));

        Assert.Equal(before, meter.Read());
    }

    [Fact]
    public void A_new_start_forgets_counts_time_pauses_and_what_was_counted()
    {
        var training = new FakeTraining(windowSteps: 2, warmupSteps: 1);
        for (int step = 1; step <= 5; step++)
            training.Cycle(2, milliseconds: 10, stepMilliseconds: 30, Batch);
        training.Meter.Pause(training.Now);
        training.Pass(milliseconds: 100);

        training.Meter.Start(training.Now);
        Assert.Equal(new ThroughputMeter(2, 10_000_000).Read(), training.Meter.Read() with { Lifetime = default });
        training.MicroBatch(milliseconds: 10, new BatchCounts(1, Items: 2, Flops: 3), stepMilliseconds: 30);
        ThroughputSnapshot snapshot = training.MicroBatch(milliseconds: 10, new BatchCounts(1, Items: 2, Flops: 3), stepMilliseconds: 30);

        Assert.Equal(new ThroughputTotals(800_000, 2, 2, 2, 4, 6), snapshot.Totals);
        Assert.Equal(
            (true, true, 25.0, 50.0, 75.0),
            (
                snapshot.HasItems,
                snapshot.HasFlops,
                snapshot.Rates!.Value.BatchesPerSecond,
                snapshot.Rates!.Value.ItemsPerSecond,
                snapshot.Rates!.Value.FlopsPerSecond
            )
        );
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, -5, 0)]
    [InlineData(1, 1, -1)]
    public void What_a_meter_cannot_be_made_with_is_named(int windowSteps, long frequency, int warmupSteps)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new ThroughputMeter(windowSteps, frequency, warmupSteps)
        );

        Wording.Matches(refusal.Message, $"window {windowSteps}, frequency {frequency}, warm-up {warmupSteps}");
    }
}
