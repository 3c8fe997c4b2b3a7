namespace ThroughputBench.Pairing;

/// <summary>What one launch measured, as the engine hands it on.</summary>
internal sealed record PairedMeasurement
{
    public required double[] ControlNanoseconds { get; init; }

    public required double[] CandidateNanoseconds { get; init; }

    public required BlockSchedule Schedule { get; init; }

    public required StoppedBy StoppedBy { get; init; }

    /// <summary>What a cycle of the control costs, by the warm-up.</summary>
    public required double ControlCycleNanoseconds { get; init; }

    /// <summary>From the first pair to the end, stop rule included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What a pair was expected to take, by the warm-up.</summary>
    public required TimeSpan ExpectedPair { get; init; }
}
