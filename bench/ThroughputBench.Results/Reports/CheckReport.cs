using System.Globalization;
using ThroughputBench.Checks;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>The report of a check: a row for each cell, the findings, the verdict, and what to do next.</summary>
internal static class CheckReport
{
    /// <summary>Makes it.</summary>
    public static VerdictReport Of(CheckResult result)
    {
        var findings = new CheckFindings(result);
        return new VerdictReport(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Run.MachineName}, commit {result.Run.CommitLabel()}, {result.Run.StartedUtc:yyyy-MM-dd HH:mm} UTC, "
                    + $"run {result.Run.RunId}"
            ),
            result.Cells.Count > 0 ? new Table("", Columns(result), [.. result.Cells.Select(cell => Row(result, cell))]) : null,
            findings.All(),
            findings.Verdict,
            findings.Next
        );
    }

    private static IReadOnlyList<string> Columns(CheckResult result)
    {
        string interval = $" {Figures.Confidence(ConfidenceOf(result))} interval";
        return
        [
            "Cell",
            .. HasDirect(result) ? [" Direct cost", interval] : Array.Empty<string>(),
            " Overhead",
            interval,
            $"Budget {Figures.Share(result.Limits.Budget)}",
            .. result.Baseline is null
                ? Array.Empty<string>()
                : [" Against baseline", interval, $"Tolerance {Figures.Share(result.Limits.Tolerance)}"],
        ];
    }

    private static IReadOnlyList<Field> Row(CheckResult result, CheckedCell cell) =>
        [
            new Field(cell.Cell.ToString(), cell.IsBad ? Tone.Bad : Tone.None),
            .. HasDirect(result) ? [Estimate(cell.Direct, 3), Interval(cell.Direct, 3)] : Array.Empty<Field>(),
            Estimate(cell.Overhead),
            Interval(cell.Overhead),
            OnBudget(cell),
            .. result.Baseline is null ? Array.Empty<Field>() : [Estimate(cell.Difference), Interval(cell.Difference), OnBaseline(cell)],
        ];

    private static Field OnBudget(CheckedCell cell) =>
        cell.OnBudget is { } judged
            ? VerdictField.Of(judged, ("OVER", "within"), showInstrument: cell.Direct is not null)
            : new Field("failed", Tone.Bad);

    private static Field OnBaseline(CheckedCell cell) =>
        cell.AllocatesMore ? VerdictField.AllocatesMore
        : cell.OnBaseline is { } judged ? VerdictField.Of(judged, ("WORSE", "no worse"), showInstrument: cell.Direct is not null)
        : cell.OnBudget is null ? ""
        : "not in it";

    /// <summary>Whether some cell's direct cost was measured: then the table has it.</summary>
    private static bool HasDirect(CheckResult result) => result.Cells.Any(cell => cell.Direct is not null);

    private static Field Estimate(RatioEstimate? estimate, int decimals = 2) =>
        estimate is null ? "" : Figures.Signed(estimate.Overhead, decimals);

    private static Field Interval(RatioEstimate? estimate, int decimals = 2) =>
        estimate is null ? "" : $"[{Figures.SignedNumber(estimate.Lower, decimals)}, {Figures.SignedNumber(estimate.Upper, decimals)}]";

    private static double ConfidenceOf(CheckResult result) =>
        result.Cells.Select(cell => cell.Overhead?.Confidence).FirstOrDefault(confidence => confidence is not null)
        ?? RatioEstimate.DefaultConfidence;
}
