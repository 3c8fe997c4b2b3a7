using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>
/// The result of judging a run against a budget and a baseline. Made from records alone, so it can be recomputed from the files.
/// </summary>
internal sealed record CheckResult
{
    /// <summary>The run that was judged.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>What it was compared with, or <see langword="null"/>.</summary>
    public RunRecord? Baseline { get; init; }

    /// <summary>Why there is no baseline, in one sentence; <see langword="null"/> if there is one.</summary>
    public string? NoBaseline { get; init; }

    /// <summary>The limits that it was judged by.</summary>
    public required CheckLimits Limits { get; init; }

    /// <summary>The cells that were run, in the order of the grid.</summary>
    public required IReadOnlyList<CheckedCell> Cells { get; init; }

    /// <summary>The cells that the right rule refuses.</summary>
    public required IReadOnlyList<Cell> Refused { get; init; }

    /// <summary>The cells of the grid that the run did not reach.</summary>
    public required IReadOnlyList<Cell> NotReached { get; init; }

    /// <summary>The cells that were measured here and not in the baseline.</summary>
    public required IReadOnlyList<Cell> Added { get; init; }

    /// <summary>The cells that were measured in the baseline and are not in this grid.</summary>
    public required IReadOnlyList<Cell> Dropped { get; init; }

    /// <summary>Why the baseline, or a part of it, is not comparable.</summary>
    public required IReadOnlyList<RunDifference> Differences { get; init; }

    /// <summary>Whether the baseline has a cell that this grid has too and that can be compared.</summary>
    public required bool CanCompare { get; init; }

    /// <summary>For each device the parts of its overhead, if its cells differ enough to separate them.</summary>
    public required IReadOnlyDictionary<string, OverheadModel> Models { get; init; }

    /// <summary>The family's verdict on the budget.</summary>
    public Verdict OnBudget => Of(Cells.Select(cell => cell.OnBudget));

    /// <summary>
    /// The family's verdict against the baseline, over the cells that can be compared; <see langword="null"/> if there are none.
    /// </summary>
    public Verdict? OnBaseline =>
        Cells.Any(cell => cell.OnBaseline is not null)
            ? Of(Cells.Where(cell => cell.Baseline is not null).Select(cell => cell.OnBaseline))
            : null;

    /// <summary>
    /// The smallest excess over the budget that would have been found with 95 % power in any cell; <see langword="null"/> if some cell
    /// gives no verdict.
    /// </summary>
    public double? SmallestDetectable =>
        Cells.Count > 0 && Cells.All(cell => cell.SmallestDetectable is not null) ? Cells.Max(cell => cell.SmallestDetectable) : null;

    /// <summary>The overall outcome.</summary>
    public CheckOutcome Outcome =>
        Cells.Any(cell => cell.IsBad) ? CheckOutcome.Bad
        : Baseline is not null && !CanCompare ? CheckOutcome.NothingComparable
        : Cells.Any(cell => cell.Record.Status == CellStatus.Failed) || Cells.Count == 0 ? CheckOutcome.Failed
        : NotReached.Count > 0 || Cells.Any(cell => cell.IsInconclusive) ? CheckOutcome.Inconclusive
        : CheckOutcome.Good;

    private static Verdict Of(IEnumerable<CellJudgement?> cells)
    {
        CellJudgement?[] all = [.. cells];
        return all.Any(cell => cell?.Verdict == Verdict.Over) ? Verdict.Over
            : all.Length > 0 && all.All(cell => cell?.Verdict == Verdict.Within) ? Verdict.Within
            : Verdict.Inconclusive;
    }
}
