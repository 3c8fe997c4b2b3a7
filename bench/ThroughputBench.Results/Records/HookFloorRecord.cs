namespace ThroughputBench.Records;

/// <summary>
/// A hook that does nothing against another one: what the direct cost says if there is none. Times are in nanoseconds per micro-batch.
/// </summary>
internal sealed record HookFloorRecord
{
    /// <summary>Second less first; near 0 if the measurement is good.</summary>
    public required double NanosecondsPerBatch { get; init; }

    /// <summary>Lower end of the confidence interval of <see cref="NanosecondsPerBatch"/>.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of it.</summary>
    public required double Upper { get; init; }

    /// <summary>Nominal coverage of the interval, between 0 and 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>How many times both sides were set up; see <see cref="DirectCostRecord.Launches"/>.</summary>
    public required int Launches { get; init; }

    /// <summary>Hooks of each side that were timed.</summary>
    public required int Hooks { get; init; }
}
