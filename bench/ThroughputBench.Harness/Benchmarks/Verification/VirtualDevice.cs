using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A device that does its work at once, on the harness's clock. Its events have the clock's time, which single precision holds exactly.
/// </summary>
internal sealed class VirtualDevice(VirtualClock clock) : ICudaDriver
{
    private readonly Dictionary<nint, long> _recorded = [];
    private nint _made;

    public CudaResult CreateEvent(out nint created)
    {
        created = ++_made;
        return CudaResult.Success;
    }

    public CudaResult RecordEvent(nint recorded)
    {
        _recorded[recorded] = clock.Units;
        return CudaResult.Success;
    }

    public CudaResult QueryEvent(nint queried) => CudaResult.Success;

    public CudaResult SynchronizeEvent(nint awaited) => CudaResult.Success;

    public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
    {
        milliseconds = (_recorded[end] - _recorded[start]) / (float)VirtualClock.UnitsPerMillisecond;
        return CudaResult.Success;
    }

    public CudaResult QueryStream() => CudaResult.Success;

    public CudaResult SynchronizeStream() => CudaResult.Success;

    public CudaResult DestroyEvent(nint destroyed) => CudaResult.Success;

    public string? NameOf(CudaResult result) => null;
}
