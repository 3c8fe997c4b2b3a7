using System.Globalization;
using Spectre.Console;
using ThroughputBench.Checks;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>What a check prints: a row for each cell, the findings, the verdict, and what to do next.</summary>
internal static class CheckConsole
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, CheckResult result)
    {
        var findings = new CheckFindings(result);
        console.Write(
            new Text(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Run.Machine.Name}, commit {result.Run.CommitLabel()}, {result.Run.StartedUtc:yyyy-MM-dd HH:mm} UTC, run {result.Run.RunId}\n"
                ),
                new Style(Color.Grey)
            )
        );
        if (result.Cells.Count > 0)
            console.Write(TableOf(result));
        foreach (Finding finding in findings.All())
            console.Write(new Text(ReportConsole.Plain(finding.Text) + "\n", finding.IsBad ? new Style(Color.Red) : Style.Plain));
        console.Write(
            new Text(findings.Verdict.Text + "\n", new Style(findings.Verdict.IsBad ? Color.Red : Color.Green, decoration: Decoration.Bold))
        );
        console.Write(new Text(findings.Next + "\n"));
    }

    private static Table TableOf(CheckResult result)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string title in CheckWords.Header(result))
        {
            table.AddColumn(
                title.StartsWith(' ') ? new TableColumn(Markup.Escape(title.Trim())).RightAligned() : new TableColumn(Markup.Escape(title))
            );
        }

        foreach (CheckedCell cell in result.Cells)
            table.AddRow([.. CheckWords.Row(result, cell).Select((text, column) => new Text(text, StyleOf(result, cell, column)))]);
        return table;
    }

    private static Style StyleOf(CheckResult result, CheckedCell cell, int column)
    {
        Verdict? verdict =
            column == CheckWords.BudgetColumn(result) ? cell.OnBudget?.Verdict
            : column != CheckWords.BaselineColumn(result) ? null
            : cell.AllocatesMore ? Verdict.Over
            : cell.OnBaseline?.Verdict;
        return verdict switch
        {
            Verdict.Over => new Style(Color.Red),
            Verdict.Within => new Style(Color.Green),
            Verdict.Inconclusive => new Style(Color.Yellow),
            _ => Style.Plain,
        };
    }
}
