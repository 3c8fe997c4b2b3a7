using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Publishing;

/// <summary>The README's part on the newest result, between two markers: two answers, a table and a plot.</summary>
/// <remarks>
/// They come from the newest published run that covers the default values of A and L, or, if there is none, from the newest run.
/// </remarks>
internal static class ReadmeTables
{
    /// <summary>Begins them.</summary>
    public const string Begin = "<!-- results:begin -->";

    /// <summary>Ends them.</summary>
    public const string End = "<!-- results:end -->";

    private static readonly string[] ConflictMarkers = ["<<<<<<< ", "||||||| ", ">>>>>>> "];

    /// <summary>The run that they are of; <see langword="null"/> if nothing is published.</summary>
    public static PublishedRun? Choose(IEnumerable<PublishedRun> runs) =>
        runs.OrderBy(run => run.Recorded.Run.Options.HasWholeGrid)
            .ThenBy(run => run.Recorded.Run.StartedUtc)
            .ThenBy(run => run.Path, StringComparer.Ordinal)
            .LastOrDefault();

    /// <summary>The README with its tables as they should be.</summary>
    /// <param name="readme">The README.</param>
    /// <param name="runs">The published runs.</param>
    /// <exception cref="InputException">It lacks a marker, has one twice, or has a merge in it that was not finished.</exception>
    public static string Update(string readme, IEnumerable<PublishedRun> runs)
    {
        if (
            readme.Split('\n').Index().FirstOrDefault(line => ConflictMarkers.Any(line.Item.StartsWith)) is
            { Item: { } conflict, Index: var index }
        )
        {
            throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"README.md has a conflict marker in line {index + 1} ('{conflict.TrimEnd()}'): finish the merge, then publish."
                )
            );
        }

        if (Count(readme, Begin) > 1 || Count(readme, End) > 1)
        {
            throw new InputException(
                $"README.md has {Begin} or {End} more than once: leave one pair of them, and the tables of the newest run go between."
            );
        }

        int begin = readme.IndexOf(Begin, StringComparison.Ordinal),
            end = readme.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InputException(
                $"README.md must have the lines {Begin} and {End}, in this order: the tables of the newest run go between them."
            );
        }

        return $"{readme[..(begin + Begin.Length)]}\n{MarkdownWriter.Write(Blocks(Choose(runs)))}\n{readme[end..]}";
    }

    private static int Count(string text, string marker) => text.Split(marker).Length - 1;

    private static IEnumerable<Block> Blocks(PublishedRun? run)
    {
        if (run is null)
        {
            yield return new Block.Paragraph("Nothing is published yet.");
            yield break;
        }
        yield return new Block.Answers(Headline.Answers(run.Recorded.Cells));
        yield return new Block.Paragraph(
            "Measured on ",
            new Span(run.Machine, Link: $"results/{run.Machine}/{MachinePage.MarkdownFile}"),
            ", run ",
            new Span(run.Name, Link: $"results/{run.Path}/{RunReport.MarkdownFile}"),
            "."
        );
        if (CellTable.Of(run.Recorded.Cells) is not [var first, ..])
            yield break;
        yield return new Block.Tabular(HeatMaps.Overhead(first, $" of {first.Title}"));
        if (RunPage.OverheadPlotOf(first) is { } plot)
            yield return new Block.Picture($"results/{run.Path}/{plot.Path}", plot.Finding);
    }
}
