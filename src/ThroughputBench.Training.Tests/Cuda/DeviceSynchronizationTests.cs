using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>
/// A cycle of two micro-batches asks for 50 ms of the device's time; each piece of work takes 1 ms of the host's before the device can
/// begin.
/// </summary>
public sealed class DeviceSynchronizationTests : IDisposable
{
    private readonly DeviceTask _device = new(hostSeconds: 0.001, forwardSeconds: 0.010, stepSeconds: 0.030, evaluationSeconds: 0.020);
    private readonly MetricKeeper _log = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Waiting_at_each_log_waits_once_for_each_and_is_right_from_log_to_log()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor(DeviceTiming.SyncAtLog, window: 5);
        using FitRun<Tensor> run = Begin(monitor, maxSteps: 12);

        run.Advance(10);

        Assert.Equal(1 + 2, _device.Cuda.Count("synchronize"));
        run.FlushLoggers();
        Assert.All(_log.Of("train"), record => Assert.Equal(10 / 0.251, record["device/batches_per_sec"], 1e-9));
        Assert.Equal([0.251, 0.502], _log.Of("train").Select(record => Math.Round(record["time"], 9)));
    }

    [Fact]
    public void Waiting_at_each_log_gives_right_totals_at_the_end_too()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor(DeviceTiming.SyncAtLog, window: 5);
        using FitRun<Tensor> run = Begin(monitor, maxSteps: 7);

        run.Advance(7);
        run.Finish();

        Assert.Equal((14, 7), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps));
        Assert.Equal(0.251 + 0.101, monitor.Training.Seconds, 1e-9);
    }

    [Fact]
    public void Waiting_at_each_log_is_right_for_an_evaluation_too_short_to_log_before_its_end()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor(DeviceTiming.SyncAtLog, window: 5);

        new Trainer<Tensor>(new(), [monitor], [_log]).Test(_device.Task, Batches.Of(3));

        Assert.Equal(0.061, Assert.Single(_log.Of("test"))["time"], 1e-9);
        Assert.Equal(2, _device.Cuda.Count("synchronize"));
    }

    [Fact]
    public void Waiting_at_every_batch_waits_once_for_each_and_is_right_for_the_training_that_it_slows_down()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor(DeviceTiming.SyncEveryBatch, window: 3);
        using FitRun<Tensor> run = Begin(monitor, maxSteps: 12);

        run.Advance(10);

        Assert.Equal(1 + 20, _device.Cuda.Count("synchronize"));
        run.FlushLoggers();

        // The first micro-batch of a cycle takes 1 + 10 ms; the host then asks for the second and for the step while the device is at work:
        // 1 + 10 + 30 ms.
        Assert.All(_log.Of("train"), record => Assert.Equal(2 / 0.052, record["device/batches_per_sec"], 1e-9));
        Assert.Equal(0, _device.Cuda.Count("create"));
    }

    [Fact]
    public void Events_wait_for_nothing_in_the_same_training_and_it_is_not_slowed_down()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor(DeviceTiming.Events, window: 3);
        using FitRun<Tensor> run = Begin(monitor, maxSteps: 12);
        long began = _device.Clock.Ticks;

        run.Advance(10);

        Assert.Equal(0, _device.Cuda.Count("synchronize") + _device.Cuda.Count("wait"));
        Assert.Equal(10 * 30_000, _device.Clock.Ticks - began);
        Assert.Equal(5_010_000, _device.Cuda.FreeAt - began);
    }

    [Fact]
    public void No_way_of_waiting_reports_a_step_of_its_own()
    {
        foreach (DeviceTiming timing in new[] { DeviceTiming.SyncAtLog, DeviceTiming.SyncEveryBatch })
        {
            using FitRun<Tensor> run = Begin(NewMonitor(timing, window: 3), maxSteps: 5);
            run.Advance(5);
        }

        Assert.All(_log.Records, record =>
            Assert.DoesNotContain(record.Names, name => name.EndsWith("timed_step", StringComparison.Ordinal))
        );
    }

    private ThroughputMonitor<Tensor> NewMonitor(DeviceTiming timing, int window) =>
        new(
            new()
            {
                LogEvery = LogInterval.Steps(5),
                DeviceTiming = timing,
                WindowSteps = window,
            },
            _device.Clock,
            _ => _device.Cuda
        );

    private FitRun<Tensor> Begin(ThroughputMonitor<Tensor> monitor, int maxSteps) =>
        new Trainer<Tensor>(new() { Accumulate = 2, MaxSteps = maxSteps }, [monitor], [_log]).Begin(_device.Task, Batches.Of(2 * maxSteps));
}
