using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>The page above all: which machines there are, and what was found on each.</summary>
internal static class IndexPage
{
    /// <summary>The index as Markdown, which its folder opens with on GitHub.</summary>
    public const string MarkdownFile = "README.md";

    /// <summary>The index as HTML.</summary>
    public const string HtmlFile = "index.html";

    /// <summary>Makes the page.</summary>
    /// <param name="runs">The published runs, as <see cref="ResultsFolder.Runs"/> has them.</param>
    public static Page Of(IReadOnlyList<PublishedRun> runs)
    {
        IGrouping<string, PublishedRun>[] machines = [.. runs.GroupBy(run => run.Machine)];
        return new Page(
            "Results",
            $"What the throughput monitor costs, and whether it tells the truth: {Figures.Count(runs.Count, "published run")} on {Figures.Count(machines.Length, "machine")}",
            [],
            runs.Count == 0
                ? [new Block.Paragraph("Nothing is published yet. ./run.sh sweep measures, ./run.sh publish RUN adds the run here.")]
                :
                [
                    new Block.Heading(2, "The latest run of each machine"),
                    new Block.Tabular(RunsTable.Of("Overhead in % of a training step; agreement is the error of the reported samples/s", machines.Select(machine => machine.Last()), run => run.Path, withMachine: true)),
                    .. machines.SelectMany(OfMachine),
                    new Block.Heading(2, "What lies here"),
                    new Block.Bullets(
                    [
                        ["A folder for each machine, in it one for each run: run.json (machine, commit, versions, options), cells.jsonl (one line per cell) and pairs/ (raw data) are what was recorded, and never change; benchmarkdotnet/, where it is, has BenchmarkDotNet's own reports of the run."],
                        ["pairs/ of a run of schema 2 holds the time of every block as the clock said it: ", new Span(RawDataWords.Description, Link: RawDataWords.Description), " describes the files, and read_blocks.py makes the figures again from them. Runs of schema 1 kept less, and each says on its page what: times of pairs until 2026-11-25, and from 2026-11-26 on values that the estimator of that time made."],
                        ["Everything else is made from them by ./run.sh publish: report.md and report.html, plots/, and exports/ for two trackers of benchmark history (github-action-benchmark's customSmallerIsBetter, and Bencher's metric format)."],
                    ]),
                ]);
    }

    private static IEnumerable<Block> OfMachine(IGrouping<string, PublishedRun> machine)
    {
        yield return new Block.Heading(2, machine.Key);
        yield return new Block.Bullets([.. machine.Reverse().Select(run => (IReadOnlyList<Span>)[new Span(run.Name, Link: $"{run.Path}/{RunReport.MarkdownFile}")])]);
    }
}
