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
            .. HasDirect(result) ? [" Direct cost", $" {Figures.Confidence(ConfidenceOf(result))} interval"] : Array.Empty<string>(),
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

    /// <summary>Which column says what is to be said of the budget, from 0.</summary>
    public static int BudgetColumn(CheckResult result) => HasDirect(result) ? 5 : 3;

    /// <summary>Which column says what is to be said of the baseline, if there is one.</summary>
    public static int BaselineColumn(CheckResult result) => BudgetColumn(result) + 3;

    /// <summary>One row of the table, as plain text.</summary>
    public static IReadOnlyList<string> Row(CheckResult result, CheckedCell cell) =>
        [
            cell.Cell.ToString(),
            .. HasDirect(result) ? [Estimate(cell.Direct, 3), Interval(cell.Direct, 3)] : Array.Empty<string>(),
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
            { Verdict: Verdict.Over, Instrument: var by } => $"OVER{By(by, cell)}",
            { Verdict: Verdict.Within, Instrument: var by } => $"within{By(by, cell)}",
            { Doubt: var doubt } => $"inconclusive: {Why(doubt)}",
        };

    /// <summary>The result against the baseline.</summary>
    public static string OnBaseline(CheckedCell cell) =>
        (cell.AllocatesMore, cell.OnBaseline) switch
        {
            (true, _) => "WORSE: allocates more",
            (_, null) => cell.OnBudget is null ? "" : "not in it",
            (_, { Verdict: Verdict.Over, Instrument: var by }) => $"WORSE{By(by, cell)}",
            (_, { Verdict: Verdict.Within, Instrument: var by }) => $"no worse{By(by, cell)}",
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
            CheckDoubt.MachineTooBusy => "machine too busy for whole steps",
            CheckDoubt.InstrumentsDisagree => "direct cost within, whole steps over it",
            CheckDoubt.BaselineIntervalTooWide => "the baseline's interval too wide",
            _ => "interval too wide",
        };

    /// <summary>Whether some cell's direct cost was measured: then the table has it.</summary>
    internal static bool HasDirect(CheckResult result) => result.Cells.Any(cell => cell.Direct is not null);

    private static string By(Instrument instrument, CheckedCell cell) =>
        cell.Direct is null ? ""
        : instrument == Instrument.DirectCost ? " (direct cost)"
        : " (whole step)";

    private static string Estimate(RatioEstimate? estimate, int decimals = 2) =>
        estimate is null ? "" : Figures.Signed(estimate.Overhead, decimals);

    private static string Interval(RatioEstimate? estimate, int decimals = 2) =>
        estimate is null ? "" : $"[{Figures.SignedNumber(estimate.Lower, decimals)}, {Figures.SignedNumber(estimate.Upper, decimals)}]";

    private static double ConfidenceOf(CheckResult result) =>
        result.Cells.Select(cell => cell.Overhead?.Confidence).FirstOrDefault(confidence => confidence is not null)
        ?? RatioEstimate.DefaultConfidence;
}
