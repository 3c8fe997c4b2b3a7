using ThroughputBench.Monitoring;
using TorchSharp;

namespace ThroughputBench.Training.Cuda;

/// <summary>What a monitor knows of the device that does a run's work: its stream, and how stages are timed. On the CPU, nothing.</summary>
/// <param name="driverOf">The driver of a device; <see langword="null"/> for the CPU.</param>
/// <param name="way">How to time.</param>
/// <param name="time">The host's clock.</param>
internal sealed class DeviceSide(Func<torch.Device, ICudaDriver?> driverOf, DeviceTiming way, TimeProvider time)
{
    private CudaStream? _stream;

    /// <summary>Whether a log says as of which step its times are.</summary>
    public bool LagsBehind => _stream is not null && way == DeviceTiming.Events;

    /// <summary>Whether a device does the work, and not the CPU.</summary>
    public bool IsThere => _stream is not null;

    /// <summary>A run begins on a device.</summary>
    public void Begin(torch.Device device) => _stream = driverOf(device) is { } driver ? new CudaStream(driver) : null;

    /// <summary>What feeds a stage's meter in this run; <see langword="null"/> on the CPU: there the monitor does.</summary>
    public StageTiming? TimingOf(StageThroughput stage) =>
        _stream is null ? null : stage.Timing ?? StageTiming.Of(way, _stream, stage.Meter, time);
}
