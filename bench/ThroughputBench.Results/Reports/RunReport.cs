using ThroughputBench.Grid;
using ThroughputBench.Records;
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
        Page page = RunPage.Of(recorded, DriftsOf(recorded, folder), trail, RunSupplements.Read(folder, recorded.Run));
        return DerivedFile.Of(page, MarkdownFile, HtmlFile);
    }

    private static Dictionary<Cell, Drift> DriftsOf(RecordedRun recorded, string folder)
    {
        var drifts = new Dictionary<Cell, Drift>();
        foreach (Cell cell in recorded.Cells.Where(cell => cell.Overhead is not null).Select(cell => cell.Cell))
        {
            if (
                RawData.Exists(folder, cell, Comparison.Overhead)
                && Drift.Of(RawData.ReadOverheads(folder, cell, Comparison.Overhead)) is { } drift
            )
            {
                drifts[cell] = drift;
            }
        }
        return drifts;
    }
}
