namespace ThroughputBench.Pairing;

/// <summary>The pairs of one launch, which is one process unless the job runs in process.</summary>
public sealed record PairedLaunch
{
    /// <summary>
    /// Time of the control in each pair, in nanoseconds, in the order of measuring: what <see cref="CyclesPerPair"/> cycles take in a calm, by as much
    /// shorter as the pair's own blocks make the candidate seem dearer than all blocks do (see <see cref="PairedPlan.MaximumRepetitions"/>).
    /// </summary>
    public required double[] ControlNanoseconds { get; init; }

    /// <summary>Time of the candidate in the same pairs, in nanoseconds: by as much longer.</summary>
    public required double[] CandidateNanoseconds { get; init; }

    /// <summary>
    /// Time of the control in the whole measurement, in nanoseconds: all <see cref="TotalCycles"/> with every interruption and every cost, also those
    /// that come too irregularly to show in <see cref="ControlNanoseconds"/>. 0 where no pair was measured.
    /// </summary>
    public required double TotalControlNanoseconds { get; init; }

    /// <summary>
    /// Time of the candidate in the same number of cycles, in nanoseconds. Over <see cref="TotalControlNanoseconds"/> it gives the mean ratio, which
    /// hides nothing, and is far noisier than that of the pairs: a side against itself was up to 0.24% apart in 6 s on a shared machine, where the
    /// pairs' median was at most 0.003% apart. Read it beside that of an A/A measurement.
    /// </summary>
    public required double TotalCandidateNanoseconds { get; init; }

    /// <summary>
    /// Cycles whose time each side has in a pair, in whole periods; 0 where no pair was measured. Each side ran them <see cref="Repetitions"/> times.
    /// </summary>
    public required int CyclesPerPair { get; init; }

    /// <summary>How many times each pair ran its blocks; 0 where no pair was measured.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Cycles of the longest block into which a pair was cut; equal to <see cref="CyclesPerPair"/> where it was not cut.</summary>
    public required int CyclesPerBlock { get; init; }

    /// <summary>Why the measuring ended.</summary>
    public required StoppedBy StoppedBy { get; init; }

    /// <summary>How long the measuring took, without warm-up, with the stop rule's own time.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Number of pairs.</summary>
    public int Pairs => ControlNanoseconds.Length;

    /// <summary>Cycles that each side ran in the whole measurement, repetitions included.</summary>
    public long TotalCycles => (long)Pairs * CyclesPerPair * Repetitions;
}
