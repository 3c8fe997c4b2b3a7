using ThroughputBench.Monitoring;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>Every log is held against the truth by <see cref="DrivenStage"/> itself.</summary>
public sealed class LogEventTimingTests
{
    private const int Window = 100;

    // What a log asks in a steady training: whether the device has passed a few marks, and the times at an end, at its window's beginning,
    // and at the mark that was passed at the log before, which is asked for first.
    private const int MostQueries = 5;
    private const int MostReads = 3;

    [Theory]
    [InlineData(3, 1, Window)] // the device waits for the host
    [InlineData(3, 2, 7)]
    [InlineData(2, 3, Window)] // the host is ahead, and more so from step to step
    [InlineData(2, 3, 7)]
    [InlineData(1, 1000, Window)]
    public void Per_log_at_most_five_events_are_placed_and_between_logs_nothing_else_is_asked_of_the_driver_at_every_interval(
        long host,
        long device,
        int window
    )
    {
        for (int every = 1; every <= 1000; every++)
        {
            var stage = new DrivenStage(LogInterval.Steps(every), window);
            for (int i = 2 * window + 5 * every; i > 0; i--)
                stage.Cycle(host, device);

            foreach (DrivenStage.Log log in stage.Logs)
            {
                Assert.InRange(log.Between.Records, 1, Math.Min(every, 5));
                Assert.Equal(log.Between.Records, log.Between.All);
                Assert.InRange(log.Within.Reads, 0, MostReads);
                Assert.Equal((0, log.Within.All), (log.Within.Records, log.Within.Queries + log.Within.Reads));
            }
            Assert.All(stage.Logs.Skip(2), log => Assert.InRange(log.Within.Queries + log.Within.Reads, 1, MostQueries + MostReads));
            Assert.All(stage.Logs, log => Assert.InRange(log.Within.Queries, 0, MostQueries));
        }
    }

    [Theory]
    [InlineData(Window)]
    [InlineData(7)]
    [InlineData(1)]
    public void A_device_that_keeps_up_costs_two_events_a_log_whose_window_is_whole_and_which_lags_by_a_quarter_of_the_interval(int window)
    {
        for (int every = 1; every <= 1000; every++)
        {
            var stage = new DrivenStage(LogInterval.Steps(every), window);
            for (int i = 2 * window + 5 * every; i > 0; i--)
                stage.Cycle(host: 3, device: 2);

            Assert.All(stage.Logs.Skip(1), log =>
            {
                Assert.InRange(log.Lag, 0, log.Quarter);
                Assert.Equal(Math.Min(window, log.Reported), log.Window);
                Assert.InRange(log.Between.Records, 1, log.At > 2 * every ? 2 : 5);
                Assert.InRange(log.Within.Reads, 1, 2);

                // The time of a mark that was passed answers both questions; if the log's own end has an event, that is asked about too.
                Assert.InRange(log.Within.Queries, 0, log.At <= 2 * every || every == 1 || (window + log.Quarter) % every == 0 ? 1 : 0);
            });
            if (every >= 8)
                Assert.InRange(stage.Quiet, (every - 6) * (stage.Logs.Count - 2), stage.Steps);
        }
    }

    [Theory]
    [InlineData(Window)]
    [InlineData(1000)]
    [InlineData(40)]
    [InlineData(7)]
    public void A_device_that_is_behind_is_told_of_to_a_quarter_of_the_interval_or_to_half_where_the_window_is_shorter_than_that(int window)
    {
        for (int every = 1; every <= 1000; every += every < 50 ? 1 : 37)
        {
            var stage = new DrivenStage(LogInterval.Steps(every), window);
            for (int i = 2 * window + 12 * every; i > 0; i--)
                stage.Cycle(host: 4, device: 5);

            DrivenStage.Log first = stage.Logs[0];
            Assert.All(stage.Logs.Where(log => log.Passed > window + 4 * every), log =>
            {
                Assert.InRange(log.Passed - log.Reported, 0, window >= first.Quarter ? first.Quarter - 1 : (every + 1) / 2 - 1);
                Assert.InRange(log.Window, Math.Min(log.Reported, window >= first.Quarter ? window - first.Quarter + 1 : window), window);
            });
        }
    }

    [Fact]
    public void A_device_that_falls_behind_and_catches_up_is_followed()
    {
        var stage = new DrivenStage(LogInterval.Steps(40), Window);
        void Train(int steps, long device)
        {
            for (int i = 0; i < steps; i++)
                stage.Cycle(host: 10, device);
        }

        Train(400, device: 5);
        Train(400, device: 15);
        Train(800, device: 2);

        Assert.All(stage.Logs, log => Assert.InRange(log.Passed - log.Reported, 0, log.At is > 400 and <= 440 ? 39 : 10));
        Assert.Equal([2, 2], stage.Logs[^1] is var last ? [last.Between.Records, stage.Logs[8].Between.Records] : []);
        Assert.Equal(10, last.Lag);
    }

    [Fact]
    public void Events_are_used_again_over_a_million_steps_and_each_is_given_back()
    {
        var random = new Random(5);
        var stage = new DrivenStage(LogInterval.Batches(24), Window);
        long device = 5;
        while (stage.Steps < 1_000_000)
        {
            if (random.Next(1000) == 0)
                device = random.Next(1, 10);
            if (random.Next(5000) == 0)
                stage.Pause(device: random.Next(100));
            stage.Cycle(host: 5, device, accumulate: 1);
            if (stage.Steps % 20_000 == 0)
            {
                stage.Settle(); // so that the device is never behind by more than what is left of these
                stage.Logs.Clear();
            }
        }

        Assert.InRange(stage.Cuda.Count("create"), 10, 5000);
        Assert.Equal(stage.Cuda.Count("create") - stage.Cuda.Count("destroy"), stage.Cuda.Alive);
        stage.End();
        Assert.Equal((0, stage.Cuda.Count("create")), (stage.Cuda.Alive, stage.Cuda.Count("destroy")));
    }

    [Fact]
    public void A_log_at_every_step_of_a_window_of_a_hundred_thousand_holds_a_bounded_number_of_events()
    {
        var stage = new DrivenStage(LogInterval.Steps(1), window: 100_000);
        for (int i = 0; i < 20_000; i++)
            stage.Cycle(host: i % 200 < 100 ? 2 : 0, device: 1);

        Assert.InRange(stage.Cuda.Alive, 1, 1200);
    }

    [Fact]
    public void A_batch_of_unknown_samples_is_said_at_once_and_its_rate_is_not_known_while_it_is_in_the_window()
    {
        var doubts = new List<MeterDoubt>();
        var clock = new Clock();
        var cuda = new SimulatedCuda(clock);
        var meter = new ThroughputMeter(windowSteps: 3, clock.TimestampFrequency) { Doubtful = (doubt, _) => doubts.Add(doubt) };
        var timing = StageTiming.Of(DeviceTiming.Events, new CudaStream(cuda), meter, clock);
        timing.Start();
        void Step(long samples)
        {
            clock.PassTicks(DrivenStage.Unit);
            timing.Add(new BatchCounts(samples), endsCycle: true, new NextLog(Away: 0, Apart: 1));
            clock.PassTicks(1);
            timing.TakeIn();
        }

        Step(2);
        Assert.True(meter.KnowsSamples);
        Step(-1);
        Assert.Equal([MeterDoubt.UnknownSamples], doubts);
        for (int i = 0; i < 3; i++)
        {
            Assert.False(meter.KnowsSamples);
            Assert.Equal((double.NaN, true), (meter.ReadRates()!.Value.SamplesPerSecond, meter.ReadRates()!.Value.BatchesPerSecond > 0));
            Step(2);
        }
        Assert.True(meter.ReadRates()!.Value.SamplesPerSecond > 0);
        Assert.False(meter.KnowsSamples);
        timing.End();
    }

    [Fact]
    public void The_end_of_a_late_cycle_has_its_own_time_even_if_all_was_settled_before_it()
    {
        var clock = new Clock();
        var cuda = new SimulatedCuda(clock);
        var meter = new ThroughputMeter(windowSteps: 100, clock.TimestampFrequency);
        var timing = StageTiming.Of(DeviceTiming.Events, new CudaStream(cuda), meter, clock);
        timing.Start();
        cuda.Launch(2 * DrivenStage.Unit);
        timing.Add(new BatchCounts(1), endsCycle: false, NextLog.NotHere);
        timing.Settle();
        Assert.Equal((0, 2 * DrivenStage.Unit), (meter.Totals.Steps, meter.Totals.Ticks));

        cuda.Launch(3 * DrivenStage.Unit);
        timing.EndCycle(new NextLog(Away: 60, Apart: 100));
        timing.Settle();

        Assert.Equal((1, 1, 5 * DrivenStage.Unit), (meter.Totals.Batches, meter.Totals.Steps, meter.Totals.Ticks));
        Assert.Equal((1, 5 * DrivenStage.Unit), (meter.TotalsAtCycleEnd.Steps, meter.TotalsAtCycleEnd.Ticks));
        timing.End();
    }
}
