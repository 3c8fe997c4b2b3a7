namespace ThroughputBench.Training.Cuda;

/// <summary>
/// What is needed of the CUDA driver, for one device and its default stream. Calls return what the driver returns; nothing is thrown.
/// </summary>
/// <remarks>
/// The stream is always the legacy default one (NULL). PyTorch computes on it by default, and TorchSharp cannot change that: neither its
/// .NET nor its native sources know of streams.
/// </remarks>
internal interface ICudaDriver
{
    /// <summary><c>cuEventCreate</c> with <c>CU_EVENT_DEFAULT</c>: an event that keeps the time.</summary>
    CudaResult CreateEvent(out nint created);

    /// <summary><c>cuEventRecord</c>: the event happens when the device has done what the stream holds now.</summary>
    CudaResult RecordEvent(nint recorded);

    /// <summary><c>cuEventQuery</c>: whether it has happened, without waiting.</summary>
    CudaResult QueryEvent(nint queried);

    /// <summary><c>cuEventSynchronize</c>: waits until it has happened.</summary>
    CudaResult SynchronizeEvent(nint awaited);

    /// <summary>
    /// <c>cuEventElapsedTime</c>: milliseconds between two events that have happened, with a resolution of about half a microsecond.
    /// </summary>
    CudaResult ElapsedTime(out float milliseconds, nint start, nint end);

    /// <summary><c>cuStreamQuery</c>: whether the device has done what the stream holds now, without waiting.</summary>
    CudaResult QueryStream();

    /// <summary><c>cuStreamSynchronize</c>: waits until the device has done what the stream holds now.</summary>
    CudaResult SynchronizeStream();

    /// <summary><c>cuEventDestroy</c>: frees the event, now or once it has happened.</summary>
    CudaResult DestroyEvent(nint destroyed);

    /// <summary>
    /// <c>cuGetErrorName</c>, for example <c>CUDA_ERROR_LAUNCH_FAILED</c>; <see langword="null"/> if the driver does not know the
    /// result.
    /// </summary>
    string? NameOf(CudaResult result);
}
