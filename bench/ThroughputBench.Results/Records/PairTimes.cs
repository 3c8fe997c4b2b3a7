using ThroughputBench.Pairing;

namespace ThroughputBench.Records;

/// <summary>
/// What a file of schema 1 holds of one launch: two times for each pair. Until 2026-11-25 they were what a clock said; from 2026-11-26 on they are values that the
/// estimator of that time made: two fitted constants, further apart or less by what the pair's own blocks said of the ratio.
/// </summary>
internal sealed record PairTimes
{
    /// <summary>The control's, in nanoseconds, in the order of measuring.</summary>
    public required double[] ControlNanoseconds { get; init; }

    /// <summary>The candidate's, in nanoseconds.</summary>
    public required double[] CandidateNanoseconds { get; init; }

    /// <summary>All that the control took, in nanoseconds; 0 in files of the first days.</summary>
    public required double TotalControlNanoseconds { get; init; }

    /// <summary>All that the candidate took, in nanoseconds; 0 in files of the first days.</summary>
    public required double TotalCandidateNanoseconds { get; init; }

    /// <summary>Micro-batches whose time each side has in a pair.</summary>
    public required int BatchesPerPair { get; init; }

    /// <summary>How many times each pair ran them; 0 in files of the first days.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Micro-batches of the longest block.</summary>
    public required int BatchesPerBlock { get; init; }

    /// <summary>Why the measuring ended.</summary>
    public required StoppedBy StoppedBy { get; init; }

    /// <summary>How long the measuring took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Number of pairs.</summary>
    public int Pairs => ControlNanoseconds.Length;
}
