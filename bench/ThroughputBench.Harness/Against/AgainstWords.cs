using ThroughputBench.Checks;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>The result of a check against another commit, in sentences.</summary>
internal sealed class AgainstWords(AgainstResult result)
{
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
                $"find what made it more expensive: git log {result.OldCommit}..HEAD -- "
                    + "src/ThroughputBench.Monitoring src/ThroughputBench.Training",
            CheckOutcome.Inconclusive =>
                "measure longer, with a larger --seconds-per-cell or --repeat-inconclusive, "
                    + "or on a quieter machine (./run.sh info says what disturbs it).",
            _ => "read the reasons above, and measure again.",
        };

    private string Old =>
        result.Reference.StartsWith(result.OldCommit, StringComparison.Ordinal)
            ? $"commit {result.OldCommit}"
            : $"{result.Reference} (commit {result.OldCommit})";

    /// <summary>One line with the machine and what was measured.</summary>
    public string Subject =>
        $"{result.Machine}, commit {result.NewCommit} against {Old}, tolerance {Figures.Share(result.Tolerance)} of a step, "
        + $"intervals of {Figures.Confidence(RatioEstimate.DefaultConfidence)}";

    /// <summary>Why cells have no interval.</summary>
    public IReadOnlyList<Finding> Reasons() =>
        [.. result.Cells.Where(cell => cell.Reason is not null).Select(cell => new Finding($"{cell.Cell}: {cell.Reason}", IsBad: true))];
}
