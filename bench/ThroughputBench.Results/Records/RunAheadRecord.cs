namespace ThroughputBench.Records;

/// <summary>How far the host ran ahead of a device between logs, with the monitor on.</summary>
internal sealed record RunAheadRecord
{
    /// <summary>
    /// Time in which the host queues an optimizer step with its micro-batches, beginning with an idle device: median, in nanoseconds.
    /// </summary>
    public required double HostNanosecondsPerStep { get; init; }

    /// <summary>
    /// Time after which the device has done it: median, in nanoseconds. About the same as the host's time if the host waits in each step.
    /// </summary>
    public required double DeviceNanosecondsPerStep { get; init; }
}
