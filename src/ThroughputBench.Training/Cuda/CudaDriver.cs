using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// The real driver, on a device's primary context: the one that PyTorch works in too. If another context is current on the calling thread,
/// as on a machine of several devices, ours is current for the length of a call only, so that PyTorch finds its own again.
/// </summary>
internal sealed unsafe class CudaDriver : ICudaDriver
{
    private const nint DefaultStream = 0;
    private const uint EventDefault = 0;

    private static readonly ConcurrentDictionary<int, CudaDriver> Devices = new();

    private readonly CudaLibrary _cuda = CudaLibrary.Loaded;
    private readonly nint _context;

    // The two that a log needs, next to each other.
    private readonly delegate* unmanaged<nint, nint, CudaResult> _eventRecord;
    private readonly delegate* unmanaged<float*, nint, nint, CudaResult> _eventElapsedTime;

    private CudaDriver(int index)
    {
        int device;
        nint context;
        Require(_cuda.Init(0), "initialize");
        Require(_cuda.DeviceGet(&device, index), $"find device {index}");
        // Never released: PyTorch too keeps it for as long as the process lives.
        Require(_cuda.DevicePrimaryCtxRetain(&context, device), $"open device {index}");
        _context = context;
        _eventRecord = _cuda.EventRecord;
        _eventElapsedTime = _cuda.EventElapsedTime;
    }

    /// <summary>The driver for a device; <see langword="null"/> if the device is not a CUDA device.</summary>
    /// <exception cref="CudaException">There is no driver, or no such device.</exception>
    public static CudaDriver? Of(torch.Device device) =>
        device.type == DeviceType.CUDA ? Devices.GetOrAdd(Math.Max(0, device.index), static index => new CudaDriver(index)) : null;

    public CudaResult CreateEvent(out nint created)
    {
        nint made = 0;
        CudaResult result = Enter(out bool entered);
        if (result == CudaResult.Success)
            result = _cuda.EventCreate(&made, EventDefault);
        Leave(entered);
        created = made;
        return result;
    }

    // The driver refuses an event on the default stream of another context than its own. So the context need not be asked for first: after
    // a training step each call of the driver that is not made all the time costs microseconds.
    public CudaResult RecordEvent(nint recorded)
    {
        CudaResult result = _eventRecord(recorded, DefaultStream);
        return result is CudaResult.InvalidHandle or CudaResult.InvalidContext ? RecordInContext(recorded) : result;
    }

    public CudaResult QueryEvent(nint queried) => _cuda.EventQuery(queried);

    public CudaResult QueryStream()
    {
        CudaResult result = Enter(out bool entered);
        if (result == CudaResult.Success)
            result = _cuda.StreamQuery(DefaultStream);
        Leave(entered);
        return result;
    }

    public CudaResult SynchronizeEvent(nint awaited) => _cuda.EventSynchronize(awaited);

    public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
    {
        float elapsed = 0;
        CudaResult result = _eventElapsedTime(&elapsed, start, end);
        milliseconds = elapsed;
        return result;
    }

    public CudaResult SynchronizeStream()
    {
        CudaResult result = Enter(out bool entered);
        if (result == CudaResult.Success)
            result = _cuda.StreamSynchronize(DefaultStream);
        Leave(entered);
        return result;
    }

    public CudaResult DestroyEvent(nint destroyed) => _cuda.EventDestroy(destroyed);

    public string? NameOf(CudaResult result)
    {
        byte* name;
        return _cuda.GetErrorName(result, &name) == CudaResult.Success ? Marshal.PtrToStringUTF8((nint)name) : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CudaResult RecordInContext(nint recorded)
    {
        CudaResult result = Enter(out bool entered);
        if (result == CudaResult.Success)
            result = _eventRecord(recorded, DefaultStream);
        Leave(entered);
        return result;
    }

    // The default stream is that of the current context, so the context matters to every call that means the stream.
    private CudaResult Enter(out bool entered)
    {
        nint current;
        CudaResult result = _cuda.CtxGetCurrent(&current);
        entered = result == CudaResult.Success && current != _context;
        if (!entered)
            return result;
        result = _cuda.CtxPushCurrent(_context);
        entered = result == CudaResult.Success;
        return result;
    }

    private void Leave(bool entered)
    {
        nint left;
        if (entered)
            _ = _cuda.CtxPopCurrent(&left);
    }

    private void Require(CudaResult result, string attempt)
    {
        if (result != CudaResult.Success)
            throw CudaException.Of(this, result, attempt);
    }
}
