using System.Text;
using ThroughputBench.Checks;

namespace ThroughputBench.Reports;

/// <summary>A check as Markdown, fit for a comment on a pull request.</summary>
internal static class CheckMarkdown
{
    /// <summary>Makes it.</summary>
    public static string Of(CheckResult result)
    {
        var findings = new CheckFindings(result);
        var report = new StringBuilder();
        report.Append("### Throughput monitor: ").Append(Markdown.Escape(findings.Verdict.Text)).Append("\n\n");
        if (result.Cells.Count > 0)
        {
            report
                .Append(
                    Markdown.Table(
                        [.. CheckWords.Header(result)],
                        result.Cells.Select(cell =>
                            (IReadOnlyList<string>)
                                [
                                    .. CheckWords
                                        .Row(result, cell)
                                        .Select((text, column) => Emphasized(result, cell, column, Markdown.Escape(text))),
                                ]
                        )
                    )
                )
                .Append('\n');
        }
        foreach (Finding finding in findings.All())
            report.Append(finding.IsBad ? $"- **{Markdown.Escape(finding.Text)}**\n" : $"- {Markdown.Escape(finding.Text)}\n");
        report.Append('\n').Append(Markdown.Escape(findings.Next)).Append("\n\n");
        report
            .Append(Markdown.Escape($"{result.Run.Machine.Name}, commit {result.Run.CommitLabel()}, run {result.Run.RunId}"))
            .Append('\n');
        return report.ToString();
    }

    private static string Emphasized(CheckResult result, CheckedCell cell, int column, string text) =>
        cell.IsBad
        && (column == 0 || column == CheckWords.BudgetColumn(result) || column == CheckWords.BaselineColumn(result))
        && text.Any(char.IsUpper)
            ? $"**{text}**"
            : text;
}
