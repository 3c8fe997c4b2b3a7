namespace ThroughputBench.Training.Cuda;

/// <summary>
/// The CUDA driver reported an error, or cannot be used. After most of them the device does no more work for this process.
/// </summary>
public sealed class CudaException : Exception
{
    internal CudaException(string message, Exception? inner = null)
        : base(message, inner) { }

    internal static CudaException Of(ICudaDriver driver, CudaResult result, string attempt) =>
        new($"The CUDA driver could not {attempt}: {driver.NameOf(result) ?? "an unknown error"} ({(int)result}).");
}
