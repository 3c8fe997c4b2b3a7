using System.Text.Json.Serialization;

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

    /// <summary>
    /// Time in which the host queues a step of training without a monitor while the device has much else to do first: the least of a few;
    /// <see langword="null"/> in records that are older than the question.
    /// </summary>
    public double? BehindNanosecondsPerStep { get; init; }

    /// <summary>Whether training without a monitor makes the host wait until the device has done all that was asked before.</summary>
    public bool? WaitsForDevice { get; init; }

    /// <summary>
    /// Time that the device itself needs for a step, by events around one that it is asked for while it has other work to do: the least of
    /// a few; <see langword="null"/> if the host did not stay ahead, and in records that are older than the question.
    /// </summary>
    public double? BusyNanosecondsPerStep { get; init; }

    /// <summary>Whether the device takes longer for a step than the host, by more than what ends of stretches make up.</summary>
    [JsonIgnore]
    public bool IsDeviceTheBottleneck => DeviceNanosecondsPerStep > 1.1 * HostNanosecondsPerStep;
}
