using ThroughputBench.Monitoring;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Cuda;

public sealed class DeviceFailureTests : IDisposable
{
    private readonly DeviceTask _device = new(hostSeconds: 0.001, forwardSeconds: 0.002, stepSeconds: 0.001);
    private readonly MetricKeeper _log = new();
    private readonly HookRecorder _hooks = new();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData("create", "create an event")]
    [InlineData("record", "record an event")]
    [InlineData("query", "query an event")]
    [InlineData("elapsed", "read the time between two events")]
    public void An_error_of_the_driver_ends_the_run_with_a_plain_message_and_no_event_left(string call, string attempt)
    {
        int calls = 0;
        _device.Cuda.Fault = name => name == call && ++calls == 3 ? SimulatedCuda.LaunchFailed : null;
        ThroughputMonitor<Tensor> monitor = NewMonitor();

        CudaException error = Assert.Throws<CudaException>(() => Fit(monitor));

        Assert.Equal($"The CUDA driver could not {attempt}: CUDA_ERROR_LAUNCH_FAILED (719).", error.Message);
        Assert.Same(error, _hooks.Exception);
        Assert.Equal(0, _device.Cuda.Alive);
        Assert.InRange(monitor.Training.Totals.Steps, 1, 19);
    }

    [Fact]
    public void A_device_that_is_lost_leaves_what_was_known_and_the_next_run_is_right()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        int steps = 0;
        monitor.Logged += (state, _) =>
        {
            if (++steps == 10)
                _device.Cuda.Fault = _ => SimulatedCuda.LaunchFailed;
        };

        Assert.Throws<CudaException>(() => Fit(monitor));

        ThroughputTotals known = monitor.Training.Totals;
        Assert.InRange(known.Steps, 1, 10);
        Assert.Equal(10, _log.Of("train").Count);
        Assert.Equal(0, _device.Cuda.Alive);

        _device.Cuda.Fault = null;
        Fit(monitor);
        Assert.Equal(20, monitor.Training.Totals.Steps);
        Assert.Equal(known.Steps + 20, monitor.Save().Train.Steps);
    }

    [Fact]
    public void An_error_while_the_end_of_training_waits_is_not_swallowed()
    {
        _device.Cuda.Fault = name => name == "wait" ? SimulatedCuda.LaunchFailed : null;

        Wording.Matches(Assert.Throws<CudaException>(() => Fit(NewMonitor())).Message);
        Assert.Equal(0, _device.Cuda.Alive);
    }

    [Fact]
    public void An_error_of_the_users_own_is_not_hidden_by_one_of_a_device_that_is_lost_with_it()
    {
        int batches = 0;
        using var failing = new ClockedTask
        {
            Forward = () =>
            {
                if (++batches < 5)
                    return;
                _device.Cuda.Fault = _ => SimulatedCuda.LaunchFailed;
                throw new InvalidDataException("bad");
            },
        };

        Assert.Throws<InvalidDataException>(() => new Trainer<Tensor>(new(), [NewMonitor()], [_log]).Fit(failing, Batches.Of(20)));
        Assert.Equal(0, _device.Cuda.Alive);
    }

    [Theory]
    [InlineData(DeviceTiming.SyncAtLog)]
    [InlineData(DeviceTiming.SyncEveryBatch)]
    public void An_error_while_a_log_or_a_batch_waits_ends_the_run(DeviceTiming timing)
    {
        int calls = 0;
        _device.Cuda.Fault = _ => ++calls == 4 ? SimulatedCuda.LaunchFailed : null;

        Assert.Equal(
            "The CUDA driver could not wait for the device: CUDA_ERROR_LAUNCH_FAILED (719).",
            Assert.Throws<CudaException>(() => Fit(NewMonitor(timing))).Message
        );
    }

    private ThroughputMonitor<Tensor> NewMonitor(DeviceTiming timing = DeviceTiming.Events) =>
        new(new() { LogEvery = LogInterval.Steps(1), DeviceTiming = timing }, _device.Clock, _ => _device.Cuda);

    private void Fit(ThroughputMonitor<Tensor> monitor) =>
        new Trainer<Tensor>(new() { MaxSteps = 20 }, [monitor, _hooks], [_log]).Fit(_device.Task, Batches.Of(20));
}
