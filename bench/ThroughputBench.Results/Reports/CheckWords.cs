using ThroughputBench.Checks;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>The words in a check's table.</summary>
internal static class CheckWords
{
    /// <summary>Titles of the table's columns; one that begins with a space is a number's.</summary>
    public static IReadOnlyList<string> Header(CheckResult result) =>
        [
            "Cell",
            " Overhead",
            $" {Figures.Confidence(ConfidenceOf(result))} interval",
            $"Budget {Figures.Share(result.Limits.Budget)}",
            .. result.Baseline is null
                ? Array.Empty<string>()
                :
                [
                    " Against baseline",
                    $" {Figures.Confidence(ConfidenceOf(result))} interval",
                    $"Tolerance {Figures.Share(result.Limits.Tolerance)}",
                ],
        ];

    /// <summary>One row of the table, as plain text.</summary>
    public static IReadOnlyList<string> Row(CheckResult result, CheckedCell cell) =>
        [
            cell.Cell.ToString(),
            Estimate(cell.Overhead),
            Interval(cell.Overhead),
            OnBudget(cell),
            .. result.Baseline is null ? Array.Empty<string>() : [Estimate(cell.Difference), Interval(cell.Difference), OnBaseline(cell)],
        ];

    /// <summary>The result against the budget.</summary>
    public static string OnBudget(CheckedCell cell) =>
        cell.OnBudget switch
        {
            null => "failed",
            { Verdict: Verdict.Over } => "OVER",
            { Verdict: Verdict.Within } => "within",
            { Doubt: var doubt } => $"inconclusive: {Why(doubt)}",
        };

    /// <summary>The result against the baseline.</summary>
    public static string OnBaseline(CheckedCell cell) =>
        (cell.AllocatesMore, cell.OnBaseline) switch
        {
            (true, _) => "WORSE: allocates more",
            (_, null) => cell.OnBudget is null ? "" : "not in it",
            (_, { Verdict: Verdict.Over }) => "WORSE",
            (_, { Verdict: Verdict.Within }) => "no worse",
            (_, { Doubt: var doubt }) => $"inconclusive: {Why(doubt)}",
        };

    /// <summary>Why a cell is inconclusive, in a few words.</summary>
    public static string Why(CheckDoubt doubt) =>
        doubt switch
        {
            CheckDoubt.NoInterval => "no interval",
            CheckDoubt.NoNoiseFloor => "no noise floor",
            CheckDoubt.NoiseFloorTooWide => "noise floor above the budget",
            CheckDoubt.BaselineNoiseFloor => "the baseline's noise floor",
            CheckDoubt.BaselineIntervalTooWide => "the baseline's interval too wide",
            _ => "interval too wide",
        };

    private static string Estimate(RatioEstimate? estimate) => estimate is null ? "" : Figures.Signed(estimate.Overhead);

    private static string Interval(RatioEstimate? estimate) =>
        estimate is null ? "" : $"[{Figures.SignedNumber(estimate.Lower)}, {Figures.SignedNumber(estimate.Upper)}]";

    private static double ConfidenceOf(CheckResult result) =>
        result.Cells.Select(cell => cell.Overhead?.Confidence).FirstOrDefault(confidence => confidence is not null)
        ?? RatioEstimate.DefaultConfidence;
}
