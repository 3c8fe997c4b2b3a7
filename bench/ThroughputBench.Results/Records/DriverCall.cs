namespace ThroughputBench.Records;

/// <summary>What one call of the CUDA driver costs the host.</summary>
internal sealed record DriverCall
{
    /// <summary>What is called, for example <c>cuEventRecord</c>.</summary>
    public required string Call { get; init; }

    /// <summary>How the device, or what was asked about, was at the time.</summary>
    public required string State { get; init; }

    /// <summary>
    /// Median over stretches of ten calls, in nanoseconds per call; after a training step, over single calls, with two reads of the clock.
    /// </summary>
    public required double MedianNanoseconds { get; init; }

    /// <summary>Tenth percentile.</summary>
    public required double LowerNanoseconds { get; init; }

    /// <summary>Ninetieth percentile.</summary>
    public required double UpperNanoseconds { get; init; }

    /// <summary>Stretches.</summary>
    public required int Stretches { get; init; }
}
