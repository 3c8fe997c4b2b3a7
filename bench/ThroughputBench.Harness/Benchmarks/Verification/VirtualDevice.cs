using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A device that does its work on the harness's clock: a moment after it was asked for, or when it is waited for. Its events have the
/// clock's time, which single precision holds exactly.
/// </summary>
internal sealed class VirtualDevice(VirtualClock clock) : ICudaDriver
{
    private readonly Dictionary<nint, (long Units, long Place)> _recorded = [];
    private nint _made;
    private long _places;
    private long _done;

    public CudaResult CreateEvent(out nint created)
    {
        created = ++_made;
        return CudaResult.Success;
    }

    public CudaResult RecordEvent(nint recorded)
    {
        _recorded[recorded] = (clock.Units, ++_places);
        return CudaResult.Success;
    }

    public CudaResult QueryEvent(nint queried) =>
        _recorded[queried] is var (units, place) && (units < clock.Units || place <= _done) ? CudaResult.Success : CudaResult.NotReady;

    public CudaResult SynchronizeEvent(nint awaited)
    {
        _done = Math.Max(_done, _recorded[awaited].Place);
        return CudaResult.Success;
    }

    public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
    {
        milliseconds = (_recorded[end].Units - _recorded[start].Units) / (float)VirtualClock.UnitsPerMillisecond;
        return QueryEvent(end);
    }

    public CudaResult QueryStream() =>
        _recorded.Values.All(placed => placed.Units < clock.Units || placed.Place <= _done) ? CudaResult.Success : CudaResult.NotReady;

    public CudaResult SynchronizeStream()
    {
        _done = _places;
        return CudaResult.Success;
    }

    public CudaResult DestroyEvent(nint destroyed) => CudaResult.Success;

    public string? NameOf(CudaResult result) => null;
}
