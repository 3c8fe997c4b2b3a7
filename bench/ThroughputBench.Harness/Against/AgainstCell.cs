using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>One cell, measured with today's monitor against that of another commit.</summary>
internal sealed record AgainstCell
{
    /// <summary>The point of the grid.</summary>
    public required Cell Cell { get; init; }

    /// <summary>How much more expensive a step is today, a fraction; <see langword="null"/> if there is no interval.</summary>
    public RatioEstimate? Difference { get; init; }

    /// <summary>How much more the monitor's hook takes today; <see langword="null"/> if that was not measured.</summary>
    public HookDifference? Hook { get; init; }

    /// <summary>The same in steps that do next to nothing; <see langword="null"/> if that was not measured. See <see cref="SmallestSteps"/>.</summary>
    public HookDifference? WarmHook { get; init; }

    /// <summary>How many loads of both builds it was measured with, all attempts together.</summary>
    public int Launches { get; init; }

    /// <summary>
    /// How many times it was measured: more than once if it was inconclusive. Each attempt has to be twice as certain; see
    /// <see cref="FamilyMember.Attempt"/>.
    /// </summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Why there is no interval, in one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it failed, rather than being too noisy.</summary>
    public bool Failed { get; init; }

    /// <summary>Managed bytes that a micro-batch allocates on the training thread today, less those of the other commit.</summary>
    public double MoreBytesPerBatch { get; init; }

    /// <summary>
    /// How far the other commit, measured against itself, is from no difference; <see langword="null"/> if that gave no interval.
    /// </summary>
    public double? NoiseFloorReach { get; init; }

    /// <summary>No worse, worse, or inconclusive.</summary>
    public CellJudgement Judgement { get; init; }

    /// <summary>
    /// Whether it allocates more, by a byte per micro-batch or more. Bytes are counted, not timed, so this is certain.
    /// </summary>
    public bool AllocatesMore => MoreBytesPerBatch >= 1;

    /// <summary>
    /// Whether the noise floor is known and within the tolerance: then it does not prevent a verdict.
    /// </summary>
    public bool IsFloorWithin(double tolerance) => NoiseFloorReach <= tolerance;

    /// <summary>Whether it is worse than before.</summary>
    public bool IsWorse => AllocatesMore || Judgement.Verdict == Verdict.Over;
}
