namespace ThroughputBench.Records;

/// <summary>
/// One launch in a file of schema 1: two times for each pair. Until 2026-11-25 they were clock times. From 2026-11-26 on they are values of
/// that day's estimator: two fitted constants, moved apart or together by the ratio of the pair's blocks.
/// </summary>
internal sealed record PairTimes
{
    /// <summary>The control's, in nanoseconds, in the order of measuring.</summary>
    public required double[] ControlNanoseconds { get; init; }

    /// <summary>The candidate's, in nanoseconds.</summary>
    public required double[] CandidateNanoseconds { get; init; }

    /// <summary>Total time of the control, in nanoseconds; 0 in the earliest files.</summary>
    public required double TotalControlNanoseconds { get; init; }

    /// <summary>Total time of the candidate, in nanoseconds; 0 in the earliest files.</summary>
    public required double TotalCandidateNanoseconds { get; init; }

    /// <summary>Micro-batches of each side in a pair.</summary>
    public required int BatchesPerPair { get; init; }

    /// <summary>How many times each pair ran them; 0 in the earliest files.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Micro-batches of the longest block.</summary>
    public required int BatchesPerBlock { get; init; }

    /// <summary>Why the measuring ended.</summary>
    public required EndedBy StoppedBy { get; init; }

    /// <summary>How long the measuring took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Number of pairs.</summary>
    public int Pairs => ControlNanoseconds.Length;
}
