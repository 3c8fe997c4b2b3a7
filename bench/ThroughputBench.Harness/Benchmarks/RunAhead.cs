using ThroughputBench.Records;

namespace ThroughputBench.Benchmarks;

/// <summary>How far the host runs ahead of the device between two logs.</summary>
/// <param name="HostNanosecondsPerStep">Time in which the host queues a step, beginning with an idle device.</param>
/// <param name="DeviceNanosecondsPerStep">Time after which the device has done it. If the host waits for the device in each step, both
/// are about the same.</param>
internal sealed record RunAhead(double HostNanosecondsPerStep, double DeviceNanosecondsPerStep)
{
    /// <summary>Time in which the host queues a step without a monitor while the device has much else to do first.</summary>
    public double? BehindNanosecondsPerStep { get; init; }

    /// <summary>Whether the device had done all of that when the host was ready: training itself then waits for it.</summary>
    public bool? WaitsForDevice { get; init; }

    /// <summary>Time that the device itself needs for that step; <see langword="null"/> if the host did not stay ahead.</summary>
    public double? BusyNanosecondsPerStep { get; init; }

    /// <summary>As records have it.</summary>
    public RunAheadRecord ToRecord() =>
        new()
        {
            HostNanosecondsPerStep = HostNanosecondsPerStep,
            DeviceNanosecondsPerStep = DeviceNanosecondsPerStep,
            BehindNanosecondsPerStep = BehindNanosecondsPerStep,
            WaitsForDevice = WaitsForDevice,
            BusyNanosecondsPerStep = BusyNanosecondsPerStep,
        };
}
