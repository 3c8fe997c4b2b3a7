using ThroughputBench.Records;
using ThroughputBench.Reports.Exports;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>The files that are made from the records of a run, for its folder.</summary>
internal static class RunReport
{
    /// <summary>The run as Markdown.</summary>
    public const string MarkdownFile = "report.md";

    /// <summary>The run as HTML.</summary>
    public const string HtmlFile = "report.html";

    /// <summary>Makes them.</summary>
    /// <param name="recorded">The run.</param>
    /// <param name="folder">The folder of its raw data.</param>
    /// <param name="trail">Links to the pages above it.</param>
    /// <exception cref="InputException">Raw data, or a file beside the cells, is damaged.</exception>
    public static IEnumerable<DerivedFile> Files(RecordedRun recorded, string folder, params IReadOnlyList<Span> trail)
    {
        Page page = RunPage.Of(
            recorded,
            RawReadings.Of(recorded, folder, [.. FilesIn(folder, isPublished: trail.Count > 0)]),
            trail,
            RunSupplements.Read(folder, recorded.Run)
        );
        return DerivedFile.Of(page, MarkdownFile, HtmlFile);
    }

    /// <summary>The records; of a published run, whose exports are made with its pages, these too.</summary>
    private static IEnumerable<string> FilesIn(string folder, bool isPublished) =>
        [
            RunFolder.RunFile,
            RunFolder.CellsFile,
            .. RunSupplements.FilesIn(folder),
            .. RawData.FilesIn(folder).Select(file => file.Replace(Path.DirectorySeparatorChar, '/')),
            .. isPublished
                ? [$"exports/{GithubActionBenchmark.FileName}", $"exports/{BencherMetrics.FileName}"]
                : Array.Empty<string>(),
        ];
}
