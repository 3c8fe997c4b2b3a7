using System.Diagnostics;
using System.Reflection;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Whether an exception in a verification is the monitor's fault.</summary>
internal static class MonitorFailure
{
    private static readonly Assembly[] Monitors = [typeof(LogInterval).Assembly, typeof(ThroughputMonitor<>).Assembly];

    /// <summary>
    /// Whether the monitor's libraries threw it, or the runtime on their behalf. Memory, the device and the disk can fail a sound monitor
    /// too. The compiler may put a small method of the monitor's into the verification's own code, which itself throws nothing.
    /// </summary>
    public static bool IsTheMonitors(Exception exception) =>
        exception is not (OutOfMemoryException or CudaException or IOException or UnauthorizedAccessException)
        && new StackTrace(exception)
            .GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType)
            .OfType<Type>()
            .FirstOrDefault(type => !IsTheRuntimes(type.Assembly)) is { } thrower
        && (Monitors.Contains(thrower.Assembly) || thrower.Namespace == typeof(MonitorFailure).Namespace);

    // By the assembly: some of what the runtime throws, for an index out of range for instance, comes from methods in other namespaces.
    private static bool IsTheRuntimes(Assembly assembly) =>
        assembly.GetName().Name!.StartsWith(nameof(System) + ".", StringComparison.Ordinal);
}
