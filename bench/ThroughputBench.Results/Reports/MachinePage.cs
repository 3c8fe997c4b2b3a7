using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.History;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>The page of a machine: its runs, and what changed from one to the next.</summary>
internal static class MachinePage
{
    /// <summary>The machine as Markdown, which its folder opens with on GitHub.</summary>
    public const string MarkdownFile = "README.md";

    /// <summary>The machine as HTML.</summary>
    public const string HtmlFile = "index.html";

    /// <summary>Makes the page.</summary>
    /// <param name="runs">The machine's published runs, the earliest first; at least one.</param>
    /// <param name="calibrations">The machine's calibrations, the latest last.</param>
    public static Page Of(IReadOnlyList<PublishedRun> runs, params IEnumerable<PublishedCalibration> calibrations)
    {
        PublishedRun latest = runs[^1];
        return new Page(
            latest.Machine,
            $"{Figures.Count(runs.Count, "published run")}, the latest of {Date(latest)}",
            [new Span("Results", Link: "../README.md")],
            [
                new Block.Answers(Headline.Answers(latest.Recorded.Cells)),
                new Block.Paragraph("By the latest run, ", new Span(latest.Name, Link: $"{latest.Name}/{RunReport.MarkdownFile}"), "."),
                new Block.Fold(
                    "All its findings",
                    [
                        new Block.Bullets([
                            .. new Findings(latest.Recorded)
                                .All()
                                .Select(finding => (IReadOnlyList<Span>)[finding.ToSpan()]),
                        ]),
                    ]
                ),
                .. HistorySection.Of(runs),
                new Block.Heading(2, "Runs"),
                new Block.Tabular(Runs("Published runs, the latest first", runs.Reverse().Take(RunsTable.Latest))),
                .. runs.Count > RunsTable.Latest
                    ?
                    [
                        new Block.Fold(
                            $"{Figures.Count(runs.Count - RunsTable.Latest, "earlier run")}",
                            [new Block.Tabular(Runs("Earlier runs", runs.Reverse().Skip(RunsTable.Latest)))]
                        ),
                    ]
                    : Array.Empty<Block>(),
                .. CalibrationSection.Of(calibrations),
                new Block.Heading(2, "Machine and versions"),
                new Block.Tabular(MachineFacts.Of(latest.Recorded.Run)),
            ]
        );
    }

    private static Table Runs(string caption, IEnumerable<PublishedRun> runs) =>
        RunsTable.Of(caption, runs, run => run.Name, withMachine: false);

    private static string Date(PublishedRun run) =>
        run.Recorded.Run.StartedUtc.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
