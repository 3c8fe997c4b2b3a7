using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>
/// A device whose clock advances by half a millisecond at each event and only then, and which is a few events behind a query that does not
/// wait. If the monitor and the harness place one event each at every end of a cycle, a cycle takes a millisecond for both, on any machine.
/// </summary>
internal sealed class SteppingDevice : ICudaDriver
{
    private const int EventsBehind = 7;
    private const CudaResult LaunchFailed = (CudaResult)719;
    private const float MillisecondsPerEvent = 0.5f;

    private readonly Dictionary<nint, int> _recorded = [];
    private nint _made;
    private int _now;
    private int _passed;

    /// <summary>Whether every call fails from now on.</summary>
    public bool IsLost { get; set; }

    public int Synchronizations { get; private set; }

    public int Alive { get; private set; }

    public CudaResult CreateEvent(out nint created)
    {
        created = ++_made;
        Alive++;
        return CudaResult.Success;
    }

    public CudaResult RecordEvent(nint recorded)
    {
        if (IsLost)
            return LaunchFailed;
        _recorded[recorded] = ++_now;
        _passed = Math.Max(_passed, _now - EventsBehind);
        return CudaResult.Success;
    }

    public CudaResult QueryEvent(nint queried) => IsLost ? LaunchFailed : _recorded[queried] <= _passed ? CudaResult.Success : CudaResult.NotReady;

    public CudaResult SynchronizeEvent(nint awaited)
    {
        if (IsLost)
            return LaunchFailed;
        _passed = Math.Max(_passed, _recorded[awaited]);
        return CudaResult.Success;
    }

    public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
    {
        milliseconds = (_recorded[end] - _recorded[start]) * MillisecondsPerEvent;
        return _recorded[end] <= _passed ? CudaResult.Success : CudaResult.NotReady;
    }

    public CudaResult SynchronizeStream()
    {
        if (IsLost)
            return LaunchFailed;
        Synchronizations++;
        _passed = _now;
        return CudaResult.Success;
    }

    public CudaResult DestroyEvent(nint destroyed)
    {
        Alive--;
        return IsLost ? LaunchFailed : CudaResult.Success;
    }

    public string? NameOf(CudaResult result) => result == LaunchFailed ? "CUDA_ERROR_LAUNCH_FAILED" : null;
}
