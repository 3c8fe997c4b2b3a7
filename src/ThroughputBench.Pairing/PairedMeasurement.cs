namespace ThroughputBench.Pairing;

/// <summary>What one launch measured, as the engine hands it on.</summary>
internal sealed record PairedMeasurement
{
    /// <summary>Time of the control in each pair, as <see cref="PairedLaunch"/> has it.</summary>
    public required double[] ControlNanoseconds { get; init; }

    /// <summary>Time of the candidate in each pair.</summary>
    public required double[] CandidateNanoseconds { get; init; }

    /// <summary>What the control took in all blocks and all their repetitions.</summary>
    public required double TotalControlNanoseconds { get; init; }

    /// <summary>What the candidate took in the same.</summary>
    public required double TotalCandidateNanoseconds { get; init; }

    public required BlockSchedule Schedule { get; init; }

    public required StoppedBy StoppedBy { get; init; }

    /// <summary>What a cycle of the control costs, by the warm-up.</summary>
    public required double ControlCycleNanoseconds { get; init; }

    /// <summary>From the first pair to the end, stop rule included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What a pair was expected to take, by the warm-up.</summary>
    public required TimeSpan ExpectedPair { get; init; }
}
