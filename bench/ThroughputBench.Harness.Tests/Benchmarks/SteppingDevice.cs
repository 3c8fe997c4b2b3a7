using ThroughputBench.Benchmarks;
using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>
/// A device whose clock goes on by a millisecond after each event of the harness's and never else, and that is a few of them behind if it
/// is asked without waiting. The harness places one at every end of a cycle, after the monitor, so a cycle takes a millisecond for both,
/// whatever the machine does meanwhile. The harness's events are those that are made first.
/// </summary>
internal sealed class SteppingDevice : ICudaDriver
{
    private const int CyclesBehind = 3;
    private const CudaResult LaunchFailed = (CudaResult)719;
    private const float MillisecondsPerCycle = 1;

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
        _recorded[recorded] = _now;
        _passed = Math.Max(_passed, _now - CyclesBehind);
        if (recorded <= HarnessEvents.MadeBeforehand)
            _now++;
        return CudaResult.Success;
    }

    public CudaResult QueryEvent(nint queried) =>
        IsLost ? LaunchFailed
        : _recorded[queried] <= _passed ? CudaResult.Success
        : CudaResult.NotReady;

    public CudaResult SynchronizeEvent(nint awaited)
    {
        if (IsLost)
            return LaunchFailed;
        _passed = Math.Max(_passed, _recorded[awaited]);
        return CudaResult.Success;
    }

    public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
    {
        milliseconds = (_recorded[end] - _recorded[start]) * MillisecondsPerCycle;
        return _recorded[end] <= _passed ? CudaResult.Success : CudaResult.NotReady;
    }

    public CudaResult QueryStream() =>
        IsLost ? LaunchFailed
        : _now <= _passed ? CudaResult.Success
        : CudaResult.NotReady;

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
