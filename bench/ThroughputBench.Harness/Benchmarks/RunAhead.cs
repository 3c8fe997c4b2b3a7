namespace ThroughputBench.Benchmarks;

/// <summary>How far the host runs ahead of the device between two logs.</summary>
/// <param name="HostNanosecondsPerStep">Time in which the host queues a step, beginning with an idle device.</param>
/// <param name="DeviceNanosecondsPerStep">Time after which the device has done it. If the host waits for the device in each step, both
/// are about the same.</param>
internal sealed record RunAhead(double HostNanosecondsPerStep, double DeviceNanosecondsPerStep);
