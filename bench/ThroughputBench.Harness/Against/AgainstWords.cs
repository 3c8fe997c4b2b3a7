using ThroughputBench.Checks;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>The result of a check against another commit, as words of a table and as sentences.</summary>
internal sealed class AgainstWords(AgainstResult result)
{
    /// <summary>Titles of the table's columns; one that begins with a space is a number's.</summary>
    public static IReadOnlyList<string> Header { get; } =
    [
        "Cell",
        " Hook, new - old",
        $" {Figures.Confidence(RatioEstimate.DefaultConfidence)} interval",
        " New / old - 1",
        $" {Figures.Confidence(RatioEstimate.DefaultConfidence)} interval",
        " Old against itself",
        " More bytes per batch",
        "Verdict",
    ];

    /// <summary>The verdict in one line.</summary>
    public Finding Verdict =>
        result.Outcome switch
        {
            CheckOutcome.Good => new($"Good: no worse than {Old}."),
            CheckOutcome.Bad => new(
                $"Not good: worse than {Old} in {Figures.Count(result.Cells.Count(cell => cell.IsWorse), "cell")}.",
                IsBad: true
            ),
            CheckOutcome.Inconclusive => new($"Inconclusive: some cells may or may not be worse than {Old}.", IsBad: true),
            _ => new("Failed: not every cell could be measured.", IsBad: true),
        };

    /// <summary>What to do next.</summary>
    public string Next =>
        "Next: "
        + result.Outcome switch
        {
            CheckOutcome.Good => "nothing; this change may go in.",
            CheckOutcome.Bad =>
                $"find what made it more expensive: git log {result.OldCommit}..HEAD -- src/ThroughputBench.Monitoring src/ThroughputBench.Training",
            CheckOutcome.Inconclusive =>
                "measure longer, with a larger --seconds-per-cell or --repeat-inconclusive, or on a quieter machine (./run.sh info says what disturbs it).",
            _ => "read the reasons above, and measure again.",
        };

    private string Old =>
        result.Reference.StartsWith(result.OldCommit, StringComparison.Ordinal)
            ? $"commit {result.OldCommit}"
            : $"{result.Reference} (commit {result.OldCommit})";

    /// <summary>One line with the machine and what was measured.</summary>
    public string Title =>
        $"{result.Machine}, commit {result.NewCommit} against {Old}, tolerance {Figures.Share(result.Tolerance)} of a step";

    /// <summary>One row of the table, as plain text.</summary>
    public static IReadOnlyList<string> Row(AgainstCell cell) =>
        [
            cell.Cell.ToString(),
            cell.Hook is { } hook ? Figures.Time(hook.Own.Nanoseconds) : "",
            cell.Hook is { } known ? $"{Figures.Time(known.Lower)} to {Figures.Time(known.Upper)}" : "",
            cell.Difference is { } difference ? Figures.Signed(difference.Overhead) : "",
            cell.Difference is { } interval ? $"[{Figures.SignedNumber(interval.Lower)}, {Figures.SignedNumber(interval.Upper)}]" : "",
            cell.NoiseFloorReach is { } reach ? "±" + Figures.Share(reach) : "",
            cell.Failed ? "" : cell.MoreBytesPerBatch.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture),
            Said(cell),
        ];

    /// <summary>Why cells have no interval.</summary>
    public IReadOnlyList<Finding> Reasons() =>
        [.. result.Cells.Where(cell => cell.Reason is not null).Select(cell => new Finding($"{cell.Cell}: {cell.Reason}", IsBad: true))];

    private static string Said(AgainstCell cell) =>
        cell switch
        {
            { AllocatesMore: true } => "WORSE: allocates more",
            { Failed: true } => "failed",
            { Judgement.Verdict: Statistics.Verdict.Over } => $"WORSE{By(cell)}",
            { Judgement.Verdict: Statistics.Verdict.Within } => $"no worse{By(cell)}",
            { Judgement.Doubt: var doubt } => $"inconclusive: {CheckWords.Why(doubt)}",
        };

    private static string By(AgainstCell cell) =>
        cell.Hook is null ? ""
        : cell.Judgement.Instrument == Instrument.DirectCost ? " (direct cost)"
        : " (whole step)";
}
