using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>One cell of a check: what was measured, and the verdicts on it.</summary>
internal sealed record CheckedCell
{
    /// <summary>The cell's record.</summary>
    public required CellRecord Record { get; init; }

    /// <summary>Its record in the baseline, if there is a comparable one with an overhead or a direct cost.</summary>
    public CellRecord? Baseline { get; init; }

    /// <summary>The overhead, or <see langword="null"/> if none was measured.</summary>
    public RatioEstimate? Overhead { get; init; }

    /// <summary>The direct cost as a share of the step, or <see langword="null"/> if it was not measured.</summary>
    public RatioEstimate? Direct { get; init; }

    /// <summary>How much more of a step the direct cost is than in the baseline.</summary>
    public RatioEstimate? DirectDifference { get; init; }

    /// <summary>How much more expensive a step with the monitor is than in the baseline, each relative to its own control.</summary>
    public RatioEstimate? Difference { get; init; }

    /// <summary>Within budget, or over it; <see langword="null"/> if the cell failed.</summary>
    public CellJudgement? OnBudget { get; init; }

    /// <summary>No worse than the baseline, or worse; <see langword="null"/> if there is nothing to compare.</summary>
    public CellJudgement? OnBaseline { get; init; }

    /// <summary>
    /// The smallest excess over the budget, a fraction, that this check would have found in this cell with 95 % power;
    /// <see langword="null"/> if it gives no verdict.
    /// </summary>
    public double? SmallestDetectable { get; init; }

    /// <summary>The point of the grid.</summary>
    public Cell Cell => Record.Cell;

    /// <summary>
    /// Whether the monitor allocates more than it did in the baseline, by a byte per micro-batch or more. Bytes are counted, not timed, so
    /// this is certain.
    /// </summary>
    public bool AllocatesMore => Record.AllocatedBytesPerBatch - Math.Max(0, Baseline?.AllocatedBytesPerBatch ?? double.MaxValue) >= 1;

    /// <summary>Whether something here is bad.</summary>
    public bool IsBad =>
        OnBudget?.Verdict == Verdict.Over || OnBaseline?.Verdict == Verdict.Over || AllocatesMore || Record.Allocates || Record.IsFalse;

    /// <summary>Whether something about it is inconclusive.</summary>
    public bool IsInconclusive =>
        OnBudget?.Verdict == Verdict.Inconclusive || OnBaseline?.Verdict == Verdict.Inconclusive || Record.LacksAgreement;
}
