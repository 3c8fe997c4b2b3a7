using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>The top page: the machines, and what was found on each.</summary>
internal static class IndexPage
{
    /// <summary>The index as Markdown, which its folder opens with on GitHub.</summary>
    public const string MarkdownFile = "README.md";

    /// <summary>The index as HTML.</summary>
    public const string HtmlFile = "index.html";

    /// <summary>Makes the page.</summary>
    /// <param name="runs">The published runs, as <see cref="ResultsFolder.Runs"/> has them.</param>
    /// <param name="newest">The run whose answers it begins with.</param>
    public static Page Of(IReadOnlyList<PublishedRun> runs, PublishedRun? newest)
    {
        IGrouping<string, PublishedRun>[] machines = [.. runs.GroupBy(run => run.Machine)];
        return new Page(
            "Results",
            $"What the throughput monitor costs, and whether its figures are right: {Figures.Count(runs.Count, "published run")} on {Figures.Count(machines.Length, "machine")}",
            [],
            runs.Count == 0
                ? [new Block.Paragraph("Nothing is published yet. ./run.sh sweep measures, ./run.sh publish RUN adds the run here.")]
                :
                [
                    .. newest is null ? Array.Empty<Block>() : OfNewest(newest),
                    new Block.Heading(2, "The latest run of each machine"),
                    new Block.Tabular(
                        RunsTable.Of(
                            "Overhead in % of a training step; agreement is the error of the reported samples/s",
                            machines.Select(machine => machine.Last()),
                            run => run.Path,
                            withMachine: true
                        )
                    ),
                    .. machines.SelectMany(OfMachine),
                    new Block.Heading(2, "What is in this folder"),
                    new Block.Bullets([
                        [
                            "Each machine has a folder, with one folder for each run. Its run.json (machine, commit, versions, options), cells.jsonl (one line per cell) and pairs/ (raw data) are the records, and never change; ./run.sh thin can take the raw data of old runs away, and then run.json and the run's page say so. If there is a benchmarkdotnet/, it has BenchmarkDotNet's reports of the run.",
                        ],
                        [
                            "pairs/ of a run of schema 2 holds the clock time of every block: ",
                            new Span(RawDataWords.Description, Link: RawDataWords.Description),
                            " describes the files, and read_blocks.py recomputes the figures from them. Runs of schema 1 kept less, as each run's page says: times of pairs until 2026-11-25, and from 2026-11-26 on values of that day's estimator.",
                        ],
                        [
                            "./run.sh publish makes everything else from them: report.md and report.html, plots/, and exports/ for two trackers of benchmark history (github-action-benchmark's customSmallerIsBetter, and Bencher's metric format).",
                        ],
                    ]),
                ]
        );
    }

    private static IEnumerable<Block> OfNewest(PublishedRun newest)
    {
        yield return new Block.Answers(Headline.Answers(newest.Recorded.Cells));
        yield return new Block.Paragraph(
            "Measured on ",
            new Span(newest.Machine, Link: $"{newest.Machine}/{MachinePage.MarkdownFile}"),
            ", run ",
            new Span(newest.Name, Link: $"{newest.Path}/{RunReport.MarkdownFile}"),
            $"{(newest.Recorded.Run.Options.HasWholeGrid ? ", the newest with the whole grid" : "")}. The other machines "
                + "and runs are below."
        );
    }

    private static IEnumerable<Block> OfMachine(IGrouping<string, PublishedRun> machine)
    {
        yield return new Block.Heading(2, machine.Key);
        yield return new Block.Paragraph(
            new Span("History, calibration and machine", Link: $"{machine.Key}/{MachinePage.MarkdownFile}"),
            "."
        );
        yield return new Block.Bullets([
            .. machine
                .Reverse()
                .Take(RunsTable.Latest)
                .Select(run => (IReadOnlyList<Span>)[new Span(run.Name, Link: $"{run.Path}/{RunReport.MarkdownFile}")]),
        ]);
    }
}
