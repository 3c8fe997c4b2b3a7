using System.Text;
using System.Text.Json.Nodes;
using Spectre.Console;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>A check against another commit: for a console, as Markdown fit for a pull request, and as JSON.</summary>
internal static class AgainstReport
{
    private const int JsonVersion = 1;

    /// <summary>Writes it to a console.</summary>
    public static void Write(IAnsiConsole console, AgainstResult result)
    {
        var words = new AgainstWords(result);
        console.Write(new Text(words.Title + "\n", new Style(Color.Grey)));
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string title in AgainstWords.Header)
        {
            table.AddColumn(
                title.StartsWith(' ')
                    ? new TableColumn(Spectre.Console.Markup.Escape(title.Trim())).RightAligned()
                    : new TableColumn(Spectre.Console.Markup.Escape(title))
            );
        }

        foreach (AgainstCell cell in result.Cells)
        {
            table.AddRow([
                .. AgainstWords
                    .Row(cell)
                    .Select((text, column) => new Text(text, column == AgainstWords.Header.Count - 1 ? StyleOf(cell) : Style.Plain)),
            ]);
        }

        console.Write(table);
        foreach (Finding reason in words.Reasons())
            console.Write(new Text(reason.Text.ReplaceLineEndings(" ") + "\n", new Style(Color.Red)));
        console.Write(
            new Text(words.Verdict.Text + "\n", new Style(words.Verdict.IsBad ? Color.Red : Color.Green, decoration: Decoration.Bold))
        );
        console.Write(new Text(words.Next + "\n"));
    }

    /// <summary>As Markdown.</summary>
    public static string ToMarkdown(AgainstResult result)
    {
        var words = new AgainstWords(result);
        var report = new StringBuilder();
        report.Append("### Throughput monitor: ").Append(Markdown.Escape(words.Verdict.Text)).Append("\n\n");
        report
            .Append(
                Markdown.Table(
                    AgainstWords.Header,
                    result.Cells.Select(cell => (IReadOnlyList<string>)[.. AgainstWords.Row(cell).Select(Markdown.Escape)])
                )
            )
            .Append('\n');
        foreach (Finding reason in words.Reasons())
            report.Append("- **").Append(Markdown.Escape(reason.Text)).Append("**\n");
        report.Append('\n').Append(Markdown.Escape(words.Next)).Append("\n\n").Append(Markdown.Escape(words.Title)).Append('\n');
        return report.ToString();
    }

    /// <summary>As JSON: words in small letters, ratios as fractions, <c>null</c> for missing values.</summary>
    public static string ToJson(AgainstResult result)
    {
        var words = new AgainstWords(result);
        return new JsonObject
        {
            ["againstVersion"] = JsonVersion,
            ["outcome"] = RecordJson.Word(result.Outcome),
            ["reference"] = result.Reference,
            ["oldCommit"] = result.OldCommit,
            ["newCommit"] = result.NewCommit,
            ["machine"] = result.Machine,
            ["tolerance"] = result.Tolerance,
            ["cells"] = new JsonArray([.. result.Cells.Select(Cell)]),
            ["findings"] = new JsonArray([.. words.Reasons().Append(words.Verdict).Select(finding => JsonValue.Create(finding.Text))]),
            ["next"] = words.Next,
        }.ToJsonString(RecordJson.Indented.Options);
    }

    private static JsonObject Cell(AgainstCell cell) =>
        new()
        {
            ["cell"] = cell.Cell.Id,
            ["difference"] = cell.Difference is { } difference
                ? new JsonObject
                {
                    ["estimate"] = difference.Overhead,
                    ["lower"] = difference.Lower,
                    ["upper"] = difference.Upper,
                    ["confidence"] = difference.Confidence,
                    ["pairs"] = difference.Pairs,
                }
                : null,
            ["launches"] = cell.Launches,
            ["attempt"] = cell.Attempt,
            ["noiseFloorReach"] = cell.NoiseFloorReach,
            ["moreBytesPerBatch"] = cell.MoreBytesPerBatch,
            ["verdict"] =
                cell.Failed ? "failed"
                : cell.IsWorse ? "worse"
                : cell.Judgement.Verdict == Verdict.Within ? "noWorse"
                : "inconclusive",
            ["reason"] = cell.Reason,
            ["hook"] = cell.Hook is { } hook
                ? new JsonObject
                {
                    ["nanosecondsPerBatch"] = hook.Own.Nanoseconds,
                    ["lower"] = double.IsFinite(hook.Lower) ? hook.Lower : null, // JSON has no infinity
                    ["upper"] = double.IsFinite(hook.Upper) ? hook.Upper : null,
                    ["confidence"] = RatioEstimate.DefaultConfidence,
                    ["tolerance"] = hook.ToleranceNanoseconds,
                    ["loads"] = hook.Loads,
                }
                : null,
            ["instrument"] = cell.AllocatesMore ? "bytes" : RecordJson.Word(cell.Judgement.Instrument),
        };

    private static Style StyleOf(AgainstCell cell) =>
        new(
            cell.IsWorse || cell.Failed ? Color.Red
            : cell.Judgement.Verdict == Verdict.Within ? Color.Green
            : Color.Yellow
        );
}
