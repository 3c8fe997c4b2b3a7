using System.Runtime.InteropServices;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// The driver's own library, which comes with the driver and not with a package, and the functions of it that are called.
/// </summary>
internal sealed unsafe class CudaLibrary
{
    private static readonly Lazy<CudaLibrary> Library = new(() =>
        new CudaLibrary(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1")
    );

    // The plain names are those that work on the legacy default stream; headers map some of them to the second version of the call that has
    // been current since CUDA 4.
    private CudaLibrary(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint library))
            throw new CudaException($"The CUDA driver's library {name} could not be loaded: is an NVIDIA driver installed?");
        Init = (delegate* unmanaged<uint, CudaResult>)Function("cuInit");
        DeviceGet = (delegate* unmanaged<int*, int, CudaResult>)Function("cuDeviceGet");
        DevicePrimaryCtxRetain = (delegate* unmanaged<nint*, int, CudaResult>)Function("cuDevicePrimaryCtxRetain");
        CtxGetCurrent = (delegate* unmanaged<nint*, CudaResult>)Function("cuCtxGetCurrent");
        CtxPushCurrent = (delegate* unmanaged<nint, CudaResult>)Function("cuCtxPushCurrent_v2");
        CtxPopCurrent = (delegate* unmanaged<nint*, CudaResult>)Function("cuCtxPopCurrent_v2");
        EventCreate = (delegate* unmanaged<nint*, uint, CudaResult>)Function("cuEventCreate");
        EventRecord = (delegate* unmanaged<nint, nint, CudaResult>)Function("cuEventRecord");
        EventQuery = (delegate* unmanaged<nint, CudaResult>)Function("cuEventQuery");
        EventSynchronize = (delegate* unmanaged<nint, CudaResult>)Function("cuEventSynchronize");
        EventElapsedTime = (delegate* unmanaged<float*, nint, nint, CudaResult>)Function("cuEventElapsedTime");
        EventDestroy = (delegate* unmanaged<nint, CudaResult>)Function("cuEventDestroy_v2");
        StreamQuery = (delegate* unmanaged<nint, CudaResult>)Function("cuStreamQuery");
        StreamSynchronize = (delegate* unmanaged<nint, CudaResult>)Function("cuStreamSynchronize");
        GetErrorName = (delegate* unmanaged<CudaResult, byte**, CudaResult>)Function("cuGetErrorName");

        nint Function(string function) =>
            NativeLibrary.TryGetExport(library, function, out nint address)
                ? address
                : throw new CudaException($"The CUDA driver's library {name} has no {function}: the driver is too old.");
    }

    public static CudaLibrary Loaded => Library.Value;

    public delegate* unmanaged<uint, CudaResult> Init { get; }

    public delegate* unmanaged<int*, int, CudaResult> DeviceGet { get; }

    public delegate* unmanaged<nint*, int, CudaResult> DevicePrimaryCtxRetain { get; }

    public delegate* unmanaged<nint*, CudaResult> CtxGetCurrent { get; }

    public delegate* unmanaged<nint, CudaResult> CtxPushCurrent { get; }

    public delegate* unmanaged<nint*, CudaResult> CtxPopCurrent { get; }

    public delegate* unmanaged<nint*, uint, CudaResult> EventCreate { get; }

    public delegate* unmanaged<nint, nint, CudaResult> EventRecord { get; }

    public delegate* unmanaged<nint, CudaResult> EventQuery { get; }

    public delegate* unmanaged<nint, CudaResult> EventSynchronize { get; }

    public delegate* unmanaged<float*, nint, nint, CudaResult> EventElapsedTime { get; }

    public delegate* unmanaged<nint, CudaResult> EventDestroy { get; }

    public delegate* unmanaged<nint, CudaResult> StreamQuery { get; }

    public delegate* unmanaged<nint, CudaResult> StreamSynchronize { get; }

    public delegate* unmanaged<CudaResult, byte**, CudaResult> GetErrorName { get; }
}
