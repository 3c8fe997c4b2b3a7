using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Exports;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Publishing;

/// <summary>Everything that is made from published runs, within <c>results/</c>.</summary>
internal static class ResultsPages
{
    /// <summary>The files that are of several runs: each machine's page, and the index.</summary>
    /// <param name="runs">The published runs, as <see cref="ResultsFolder.Runs"/> has them.</param>
    /// <param name="calibrations">The calibrations, as <see cref="ResultsFolder.Calibrations"/> has them.</param>
    public static IEnumerable<DerivedFile> OfAll(IReadOnlyList<PublishedRun> runs, IReadOnlyList<PublishedCalibration> calibrations) =>
        [
            .. runs.GroupBy(run => run.Machine)
                .SelectMany(machine =>
                    DerivedFile
                        .Of(
                            MachinePage.Of([.. machine], calibrations.Where(calibration => calibration.Machine == machine.Key)),
                            MachinePage.MarkdownFile,
                            MachinePage.HtmlFile
                        )
                        .Select(file => file.Below(machine.Key))
                ),
            .. DerivedFile.Of(IndexPage.Of(runs, ReadmeTables.Choose(runs)), IndexPage.MarkdownFile, IndexPage.HtmlFile),
        ];

    /// <summary>The files of one run.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="InputException">Raw data are damaged.</exception>
    public static IEnumerable<DerivedFile> OfRun(PublishedRun run) =>
        (
            (DerivedFile[])
                [
                    .. RunReport.Files(
                        run.Recorded,
                        run.Folder,
                        new Span("Results", Link: "../../README.md"),
                        new Span(run.Machine, Link: "../README.md")
                    ),
                    new DerivedFile($"exports/{GithubActionBenchmark.FileName}", GithubActionBenchmark.Of(run.Recorded)),
                    new DerivedFile($"exports/{BencherMetrics.FileName}", BencherMetrics.Of(run.Recorded)),
                ]
        ).Select(file => file.Below(run.Path));
}
