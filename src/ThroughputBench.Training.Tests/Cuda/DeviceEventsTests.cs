using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>
/// A cycle of two micro-batches asks for 50 ms of the device's time and takes 3 ms of the host's, so the host runs ahead.
/// </summary>
public sealed class DeviceEventsTests : IDisposable
{
    private const int Steps = 40;
    private readonly DeviceTask _device = new(hostSeconds: 0.001, forwardSeconds: 0.010, stepSeconds: 0.030, evaluationSeconds: 0.020);
    private readonly MetricKeeper _log = new();
    private readonly long _began;

    public DeviceEventsTests() => _began = _device.Clock.Ticks;

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_log_waits_for_nothing_and_says_to_which_step_it_refers()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        int logs = 0;
        monitor.Logged += (state, snapshot) =>
        {
            if (++logs > Steps)
                return; // at the end it waits, and then tells of what the last log could not
            Assert.Equal(0.003 * state.Steps, HostSeconds, 1e-9);
            Assert.Equal(0, _device.Cuda.Count("wait") + _device.Cuda.Count("synchronize"));
            Assert.Equal(PassedAt(state.Steps), snapshot.Totals.Steps);
        };

        Fit(monitor, Steps);

        Assert.Equal(Steps + 1, logs);
        for (int i = 0; i < Steps; i++)
        {
            MetricKeeper.Logged record = _log.Of("train")[i];
            int passed = PassedAt(i + 1);
            Assert.Equal((i, 2.0 * passed), (record.Step, record["batches"]));
            Assert.Equal((passed > 0, passed > 0), (record.Has("device/timed_step"), record.Has("device/batches_per_sec")));
            if (passed == 0)
                continue;
            Assert.Equal(passed - 1, record["device/timed_step"]);
            Assert.Equal(passed, record["window_steps"]);
            Assert.Equal(0.001 + 0.050 * passed, record["time"], 1e-6);
            Assert.Equal(2 * passed / (0.001 + 0.050 * passed), record["device/batches_per_sec"], 1e-4);
        }
        Assert.Equal(1, _log.Of("train")[^2]["device/timed_step"]);
        Assert.Equal(
            (Steps - 1L, Steps - 1.0, 2.0 * Steps),
            (_log.Of("train")[^1].Step, _log.Of("train")[^1]["device/timed_step"], _log.Of("train")[^1]["batches"])
        );
    }

    [Fact]
    public void The_end_of_training_waits_for_the_device_and_nothing_is_lost()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();

        Fit(monitor, Steps);

        Assert.Equal((2 * Steps, Steps), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps));
        Assert.Equal(0.001 + 0.050 * Steps, monitor.Training.Seconds, 1e-6);
        Assert.Equal(0.050, monitor.Training.StepTimes!.Value.P50Seconds, 1e-6);
        Assert.Equal(0, _device.Cuda.Alive);
    }

    [Fact]
    public void A_run_that_is_dropped_counts_what_it_trained_and_leaves_no_event_behind()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        FitRun<Tensor> run = Begin(monitor);
        run.AdvanceBatches(7);

        run.Dispose();

        Assert.Equal((7, 3), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps));
        Assert.Equal(0, _device.Cuda.Alive);
    }

    [Fact]
    public void A_state_that_is_saved_in_between_holds_every_batch_so_far()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        using FitRun<Tensor> run = Begin(monitor);
        run.AdvanceBatches(7);

        ThroughputState saved = monitor.Save().Train;

        Assert.Equal((7, 3, 7), (saved.Batches, saved.Steps, saved.Samples));
        Assert.Equal(0.001 + 3 * 0.050 + 0.010, saved.Seconds, 1e-6);
        run.AdvanceBatches(3);
        Assert.Equal(10, monitor.Save().Train.Batches);
        Assert.Equal(5, monitor.Training.Totals.Steps);
    }

    [Fact]
    public void A_validation_waits_at_its_end_and_its_time_is_no_time_of_training()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor(LogInterval.Batches(50));
        Trainer<Tensor> trainer = new(
            new()
            {
                Accumulate = 2,
                MaxSteps = 6,
                ValidateEveryBatches = 4,
                SanityValidationBatches = 0,
            },
            [monitor],
            [_log]
        );

        trainer.Fit(_device.Task, Batches.Of(100), Batches.Of(3));

        Assert.Equal(3, _log.Of("validate").Count);
        Assert.All(_log.Of("validate"), record =>
        {
            Assert.Equal(3.0, record["batches"]);
            Assert.Equal(record.Step, record["device/timed_step"]);
            Assert.InRange(record["time"], 0.060 - 1e-6, 0.061 + 1e-6);
        });
        Assert.Equal([3, 6, 9], _log.Of("validate").Select(record => record.Step));
        Assert.Equal(12, monitor.Training.Totals.Batches);

        // Three runs of two cycles, each of which the host begins when the device is idle: after the start, and after two validations.
        Assert.Equal(3 * (0.001 + 2 * 0.050), monitor.Training.Seconds, 1e-6);
    }

    [Fact]
    public void A_batch_without_samples_is_counted_with_its_time_and_said_once()
    {
        var notices = new List<string>();
        ThroughputMonitor<Tensor> monitor = new(
            new() { LogEvery = LogInterval.Steps(1), SamplesOf = batch => batch.size(0) == 7 ? 0 : 1 },
            _device.Clock,
            _ => _device.Cuda
        );
        Trainer<Tensor> trainer = new(new() { MaxEpochs = 1 }, [monitor], [_log]);
        trainer.Noticed += (_, notice) => notices.Add(notice.Text);

        trainer.Fit(_device.Task, Batches.OfSizes(1, 7, 7, 1));

        Wording.Matches(Assert.Single(notices));
        Assert.Equal((4, 4, 2), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps, monitor.Save().Train.Samples));
        Assert.Equal(2 / monitor.Training.Seconds, monitor.Training.Rates!.Value.SamplesPerSecond, 1e-9);
    }

    [Fact]
    public void Samples_that_the_user_cannot_count_are_not_known_on_a_device_either()
    {
        int asked = 0;
        ThroughputMonitor<Tensor> monitor = new(
            new()
            {
                WindowSteps = 1,
                LogEvery = LogInterval.Steps(1),
                SamplesOf = _ => ++asked == 2 ? throw new InvalidDataException("bad") : 3,
            },
            _device.Clock,
            _ => _device.Cuda
        );
        monitor.Logged += (_, _) => { };

        new Trainer<Tensor>(new() { MaxEpochs = 1 }, [monitor]).Fit(_device.Task, Batches.Of(3));

        Assert.Equal((3, 3, 6), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps, monitor.Save().Train.Samples));
        Assert.True(monitor.Training.Rates!.Value.SamplesPerSecond > 0);
    }

    [Fact]
    public void Cycles_that_ask_nothing_of_the_device_are_counted_too()
    {
        using var idle = new DeviceTask(hostSeconds: 0, forwardSeconds: 0);
        var monitor = new ThroughputMonitor<Tensor>(new() { LogEvery = LogInterval.Steps(1) }, idle.Clock, _ => idle.Cuda);

        new Trainer<Tensor>(new() { MaxEpochs = 3, Accumulate = 2 }, [monitor], [_log]).Fit(idle.Task, Batches.Of(5));

        Assert.Equal((15, 9), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps));
        Assert.All(_log.Of("train"), record => Assert.Equal(record.Step, record["device/timed_step"]));
    }

    [Fact]
    public void On_the_cpu_the_ways_of_timing_change_nothing()
    {
        foreach (DeviceTiming timing in Enum.GetValues<DeviceTiming>())
        {
            var clock = new Clock();
            var log = new MetricKeeper();
            var monitor = new ThroughputMonitor<Tensor>(new() { DeviceTiming = timing }, clock);
            using var task = new ClockedTask { Forward = () => clock.Pass(1) };

            new Trainer<Tensor>(new() { MaxSteps = 3, LogEvery = LogInterval.Steps(1) }, [monitor], [log]).Fit(task, Batches.Of(3));

            Assert.All(log.Of("train"), record =>
                Assert.Equal((1.0, false), (record["device/batches_per_sec"], record.Has("device/timed_step")))
            );
            Assert.DoesNotContain("train/device/timed_step", log.Records[0].Names);
        }
    }

    [Fact]
    public void A_way_of_timing_that_does_not_exist_is_refused() =>
        Wording.Matches(
            Assert.ThrowsAny<ArgumentException>(() => new ThroughputMonitor<Tensor>(new() { DeviceTiming = (DeviceTiming)9 })).Message
        );

    private double HostSeconds => (double)(_device.Clock.Ticks - _began) / _device.Clock.TimestampFrequency;

    // The host asks for the first work after a millisecond; from then on the device is never idle.
    private static int PassedAt(long hostSteps) => (int)Math.Max(0, (3 * hostSteps - 1) / 50);

    private ThroughputMonitor<Tensor> NewMonitor(LogInterval? interval = null) =>
        new(
            new()
            {
                LogEvery = interval ?? LogInterval.Steps(1),
                StepTimes = true,
                SamplesOf = _ => 1,
            },
            _device.Clock,
            _ => _device.Cuda
        );

    private void Fit(ThroughputMonitor<Tensor> monitor, int steps) =>
        new Trainer<Tensor>(new() { Accumulate = 2, MaxSteps = steps }, [monitor], [_log]).Fit(_device.Task, Batches.Of(2 * steps));

    private FitRun<Tensor> Begin(ThroughputMonitor<Tensor> monitor) =>
        new Trainer<Tensor>(new() { Accumulate = 2 }, [monitor], [_log]).Begin(_device.Task, Batches.Of(100));
}
