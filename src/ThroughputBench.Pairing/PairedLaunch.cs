namespace ThroughputBench.Pairing;

/// <summary>The pairs of one launch, which is one process unless the job runs in process.</summary>
public sealed record PairedLaunch
{
    /// <summary>Time of the control in each pair, in nanoseconds, in the order of measuring.</summary>
    public required double[] ControlNanoseconds { get; init; }

    /// <summary>Time of the candidate in the same pairs, in nanoseconds.</summary>
    public required double[] CandidateNanoseconds { get; init; }

    /// <summary>Cycles that each side ran in each pair; 0 where no pair was measured.</summary>
    public required int CyclesPerPair { get; init; }

    /// <summary>Cycles of the longest block into which a pair was cut; equal to <see cref="CyclesPerPair"/> where it was not cut.</summary>
    public required int CyclesPerBlock { get; init; }

    /// <summary>Why the measuring ended.</summary>
    public required StoppedBy StoppedBy { get; init; }

    /// <summary>How long the measuring took, without warm-up, with the stop rule's own time.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Number of pairs.</summary>
    public int Pairs => ControlNanoseconds.Length;
}
