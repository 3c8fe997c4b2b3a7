using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>
/// What the monitor costs a step beyond the time of its hooks, pooled over the cells of a device, workload and timing: whole steps less
/// direct cost, in nanoseconds per micro-batch. Caches that it empties, collections that it brings and other threads that it wakes are in it.
/// </summary>
internal sealed record IndirectRecord
{
    /// <summary>Where the model lives.</summary>
    public required string Device { get; init; }

    /// <summary>The workload.</summary>
    public required string Workload { get; init; }

    /// <summary>How the monitor timed work on a CUDA device.</summary>
    public DeviceTiming? Timing { get; init; }

    /// <summary>The pooled effect; below 0 if the noise says so.</summary>
    public required double NanosecondsPerBatch { get; init; }

    /// <summary>Lower end of its 95 % interval, what launches and machines differ by included.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of it.</summary>
    public required double Upper { get; init; }

    /// <summary>Cells that it is pooled over.</summary>
    public required int Cells { get; init; }

    /// <summary>Machines that measured them; <see langword="null"/> if one measured all.</summary>
    public int? Machines { get; init; }
}
