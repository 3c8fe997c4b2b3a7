using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>Whether a workload, as it comes, waits for the host or for a device.</summary>
internal sealed record BottleneckRecord
{
    /// <inheritdoc cref="Cell.Device"/>
    public required string Device { get; init; }

    /// <inheritdoc cref="Cell.Workload"/>
    public required string Workload { get; init; }

    /// <summary>How far the host runs ahead of the device; <see langword="null"/> if it could not be measured.</summary>
    public RunAheadRecord? RunAhead { get; init; }

    /// <summary>Why it could not be measured, in one line; <see langword="null"/> if it was.</summary>
    public string? WhyNot { get; init; }
}
