using System.Runtime.InteropServices;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Training.Tests.Monitor;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>
/// A driver and its device. The device does what it is asked for in order, never before it is asked; the host's clock advances only while
/// the host works or waits. It is as strict as the real one: handles that are not its own, and times of events that have not happened, are errors.
/// </summary>
internal sealed class SimulatedCuda(Clock clock) : ICudaDriver
{
    public const CudaResult InvalidHandle = (CudaResult)400;
    public const CudaResult LaunchFailed = (CudaResult)719;

    private readonly Dictionary<nint, long?> _events = [];
    private readonly Dictionary<string, int> _counts = [];
    private nint _last;

    /// <summary>When the device will have done all that it was asked for so far, in the clock's ticks.</summary>
    public long FreeAt
    {
        get => Math.Max(field, clock.Ticks);
        private set;
    }

    /// <summary>Names of the driver's calls so far, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Events that exist.</summary>
    public int Alive => _events.Count;

    /// <summary>What a call is to return instead of being made; <see langword="null"/> lets it be made.</summary>
    public Func<string, CudaResult?>? Fault { get; set; }

    /// <summary>Whether to leave <see cref="Calls"/> empty: a test that counts bytes.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Asks the device for work that takes so long; the host goes on at once.</summary>
    public void Launch(long ticks) => FreeAt += ticks;

    /// <summary>How often a call was made.</summary>
    public int Count(string call) => _counts.GetValueOrDefault(call);

    /// <summary>How many times were asked for of events that had not happened: questions whether they have.</summary>
    public int NotReadyTimes { get; private set; }

    /// <summary>How many calls were made in all.</summary>
    public int CallCount { get; private set; }

    public CudaResult CreateEvent(out nint created)
    {
        created = 0;
        if (Fails("create") is { } fault)
            return fault;
        created = ++_last;
        _events.Add(created, null);
        return CudaResult.Success;
    }

    public CudaResult RecordEvent(nint recorded)
    {
        if (Fails("record") is { } fault)
            return fault;
        if (!_events.ContainsKey(recorded))
            return InvalidHandle;
        _events[recorded] = FreeAt;
        return CudaResult.Success;
    }

    public CudaResult QueryEvent(nint queried)
    {
        if (Fails("query") is { } fault)
            return fault;
        if (!_events.TryGetValue(queried, out long? happens))
            return InvalidHandle;
        return happens > clock.Ticks ? CudaResult.NotReady : CudaResult.Success;
    }

    public CudaResult SynchronizeEvent(nint awaited)
    {
        if (Fails("wait") is { } fault)
            return fault;
        if (!_events.TryGetValue(awaited, out long? happens))
            return InvalidHandle;
        WaitUntil(happens ?? 0);
        return CudaResult.Success;
    }

    public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
    {
        milliseconds = 0;
        if (Fails("elapsed") is { } fault)
            return fault;
        if (!_events.TryGetValue(start, out long? from) || !_events.TryGetValue(end, out long? to) || from is null || to is null)
            return InvalidHandle;
        if (from > clock.Ticks || to > clock.Ticks)
        {
            NotReadyTimes++;
            return CudaResult.NotReady;
        }
        milliseconds = (float)((to.Value - from.Value) * 1000.0 / clock.TimestampFrequency);
        return CudaResult.Success;
    }

    public CudaResult QueryStream() =>
        Fails("query the stream") ?? (FreeAt > clock.Ticks ? CudaResult.NotReady : CudaResult.Success);

    public CudaResult SynchronizeStream()
    {
        if (Fails("synchronize") is { } fault)
            return fault;
        WaitUntil(FreeAt);
        return CudaResult.Success;
    }

    public CudaResult DestroyEvent(nint destroyed)
    {
        // A lost device answers with its error, but what belonged to it is gone all the same.
        CudaResult result = Fails("destroy") ?? CudaResult.Success;
        return _events.Remove(destroyed) ? result : InvalidHandle;
    }

    public string? NameOf(CudaResult result) =>
        result switch
        {
            InvalidHandle => "CUDA_ERROR_INVALID_HANDLE",
            LaunchFailed => "CUDA_ERROR_LAUNCH_FAILED",
            _ => null,
        };

    private CudaResult? Fails(string call)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, call, out _)++;
        CallCount++;
        if (!IsSilent)
            Calls.Add(call);
        return Fault?.Invoke(call);
    }

    private void WaitUntil(long ticks) => clock.PassTicks(Math.Max(0, ticks - clock.Ticks));
}
