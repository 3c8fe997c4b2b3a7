using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>One cell, measured with today's monitor against that of another commit.</summary>
internal sealed record AgainstCell
{
    /// <summary>The point of the grid.</summary>
    public required Cell Cell { get; init; }

    /// <summary>How much dearer a step is today, a fraction; <see langword="null"/> if there is no interval.</summary>
    public RatioEstimate? Difference { get; init; }

    /// <summary>How many launches it was measured in, all attempts together.</summary>
    public int Launches { get; init; }

    /// <summary>
    /// How many times it was measured: more than once if it could not be told. Each asks it to be twice as sure; see
    /// <see cref="FamilyMember.Attempt"/>.
    /// </summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Why there is no interval, in one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it went wrong, rather than being too noisy.</summary>
    public bool Failed { get; init; }

    /// <summary>Managed bytes that a micro-batch allocates on the training thread today, less those of the other commit.</summary>
    public double MoreBytesPerBatch { get; init; }

    /// <summary>
    /// How far the other commit, measured against itself, is from no difference; <see langword="null"/> if that gave no interval.
    /// </summary>
    public double? NoiseFloorReach { get; init; }

    /// <summary>No worse, worse, or not to be told.</summary>
    public CellJudgement Judgement { get; init; }

    /// <summary>
    /// Whether it allocates more, by a byte per micro-batch or more: that is counted, not timed, so that there is no doubt about it.
    /// </summary>
    public bool AllocatesMore => MoreBytesPerBatch >= 1;

    /// <summary>
    /// Whether the noise floor is known, and reaches no farther than a tolerance: then it is not what keeps the cell from a verdict.
    /// </summary>
    public bool IsFloorWithin(double tolerance) => NoiseFloorReach <= tolerance;

    /// <summary>Whether it is worse than it was.</summary>
    public bool IsWorse => AllocatesMore || Judgement.Verdict == Verdict.Over;
}
