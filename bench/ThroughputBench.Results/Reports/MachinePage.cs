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
                new Block.Heading(2, "The latest run"),
                new Block.Paragraph(new Span($"{latest.Name}", Link: $"{latest.Name}/{RunReport.MarkdownFile}"), " found:"),
                new Block.Bullets([
                    .. new Findings(latest.Recorded)
                        .All()
                        .Select(finding => (IReadOnlyList<Span>)[finding.ToSpan()]),
                ]),
                new Block.Heading(2, "All runs"),
                new Block.Tabular(RunsTable.Of("Published runs, the latest first", runs.Reverse(), run => run.Name, withMachine: false)),
                .. HistorySection.Of(runs),
                .. CalibrationSection.Of(calibrations),
                new Block.Heading(2, "Machine and versions"),
                new Block.Tabular(MachineFacts.Of(latest.Recorded.Run)),
            ]
        );
    }

    private static string Date(PublishedRun run) =>
        run.Recorded.Run.StartedUtc.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
