using ThroughputBench.Benchmarks;
using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>
/// A device and the other work that it is given. It passes no event and is not idle from the time that work is queued until it is waited
/// for; the time between any two events is that of a step.
/// </summary>
internal sealed class QueuedWork : ICudaDriver, IOtherWork
{
    public const float MillisecondsPerStep = 0.25f;

    private bool _isBehind;
    private nint _made;

    /// <summary>Whether a step waits until the work is done.</summary>
    public bool IsWaitedFor { get; init; }

    public int Pieces { get; private set; }

    public int Alive { get; private set; }

    public void Queue(double nanoseconds)
    {
        Pieces++;
        _isBehind = !IsWaitedFor;
    }

    public CudaResult CreateEvent(out nint created)
    {
        created = ++_made;
        Alive++;
        return CudaResult.Success;
    }

    public CudaResult RecordEvent(nint recorded) => CudaResult.Success;

    public CudaResult QueryEvent(nint queried) => _isBehind ? CudaResult.NotReady : CudaResult.Success;

    public CudaResult SynchronizeEvent(nint awaited) => SynchronizeStream();

    public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
    {
        milliseconds = MillisecondsPerStep;
        return QueryEvent(end);
    }

    public CudaResult QueryStream() => QueryEvent(0);

    public CudaResult SynchronizeStream()
    {
        _isBehind = false;
        return CudaResult.Success;
    }

    public CudaResult DestroyEvent(nint destroyed)
    {
        Alive--;
        return CudaResult.Success;
    }

    public string? NameOf(CudaResult result) => null;
}
