using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Reports.Plots;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports.History;

/// <summary>Changes on a machine from run to run.</summary>
internal static class HistorySection
{
    /// <summary>The section; a machine with one run has no history yet.</summary>
    public static IEnumerable<Block> Of(IReadOnlyList<PublishedRun> runs)
    {
        yield return new Block.Heading(2, "History");
        HistorySeries[] series = [.. HistorySeries.Of(runs).Where(series => series.Points.Count > 1)];
        if (series.Length == 0)
        {
            yield return new Block.Paragraph(
                "No two runs of this machine measured the same cells in the same set-up yet: there is nothing to compare."
            );
            yield break;
        }
        yield return new Block.Paragraph(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Runs are in one line if machine, .NET, libtorch, options and measured cells are the same. A change point marks a new level by Pettitt's rank test, with at most {ChangePoints.DefaultFalseAlarms:0%} "
                    + $"of false alarms in a line; that takes {ChangePoints.MinimumLength} runs."
            )
        );
        for (int i = 0; i < series.Length; i++)
        {
            bool isAlone = series.Count(other => other.Title == series[i].Title) == 1;
            yield return new Block.Heading(3, series[i].Title + (isAlone ? "" : $", set-up {series[i].SetUp[..Math.Min(8, series[i].SetUp.Length)]}"));
            yield return Figure(
                series[i],
                Name("overhead", i),
                "Mean overhead",
                "Overhead [% of a step]",
                Percent(point => point.Overhead),
                value => Figures.Signed(value / 100, 3),
                "dot: mean over the cells; line: its confidence interval, from those of the cells"
            );
            if (series[i].Points.All(point => point.SamplesPerSecond is not null))
            {
                yield return Figure(
                    series[i],
                    Name("throughput", i),
                    "Throughput",
                    "Throughput [samples/s]",
                    point => point.SamplesPerSecond!.Value,
                    Figures.Rate,
                    "dot: median over the cells; line: the middle half of the cells, which is not a confidence interval"
                );
            }
        }
    }

    private static Block.Figure Figure(
        HistorySeries series,
        string name,
        string subject,
        string axis,
        Func<HistoryPoint, Range> of,
        Func<double, string> text,
        string drawn
    )
    {
        Range[] ranges = [.. series.Points.Select(of)];
        IReadOnlyList<ChangePoint> changes = ChangePoints.Find(ranges.Select(range => range.Value).ToArray());
        Plot plot = HistoryPlot.Of(
            name,
            ranges,
            [.. series.Points.Select(point => Label(point.Run))],
            [.. changes.Select(change => change.Index)],
            axis,
            Finding(series, subject, changes, text),
            $"Runs from left to right, the earliest first, by date and commit; {drawn}{(changes.Count > 0 ? "; dashed line: a change point" : "")}.",
            [
                new LegendEntry(LegendMark.Dot, PlotColours.Main, subject.ToLowerInvariant()),
                new LegendEntry(LegendMark.Line, PlotColours.Soft, "its range"),
                .. changes.Count > 0 ? [new LegendEntry(LegendMark.Dashes, PlotColours.Warn, "change point")] : Array.Empty<LegendEntry>(),
            ]
        );
        HashSet<int> changed = [.. changes.Select(change => change.Index)];
        var rows = series.Points.Select(
            (point, i) =>
                (IReadOnlyList<Field>)
                    [
                        new Field(new Span(point.Run.Name, Link: $"{point.Run.Name}/{RunReport.MarkdownFile}")),
                        text(ranges[i].Value),
                        $"[{text(ranges[i].Lower)}, {text(ranges[i].Upper)}]",
                        changed.Contains(i) ? new Field(Span.Strong("change")) : "",
                    ]
        );
        return new Block.Figure(plot, new Table($"{subject} of {series.Title}", ["Run", $" {axis}", " Range", "Change"], [.. rows]));
    }

    /// <summary>The day and the commit.</summary>
    private static string Label(PublishedRun run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Recorded.Run.StartedUtc:MM-dd} {run.Recorded.Run.Commit[..Math.Min(7, run.Recorded.Run.Commit.Length)]}"
        );

    private static string Finding(HistorySeries series, string subject, IReadOnlyList<ChangePoint> changes, Func<double, string> text)
    {
        string runs = Figures.Count(series.Points.Count, "run");
        if (series.Points.Count < ChangePoints.MinimumLength)
            return $"{subject} over {runs}: too few to distinguish a change from noise";
        return changes.Count == 0
            ? $"{subject} over {runs}: no change"
            : $"{subject} over {runs}: {Figures.Count(changes.Count, "change")}, the last in {series.Points[changes[^1].Index].Run.Name}, from {text(changes[^1].Before)} to {text(changes[^1].After)}";
    }

    private static Func<HistoryPoint, Range> Percent(Func<HistoryPoint, Range> of) =>
        point => of(point) is var range ? new Range(range.Value * 100, range.Lower * 100, range.Upper * 100) : default;

    private static string Name(string subject, int index) => string.Create(CultureInfo.InvariantCulture, $"history-{index + 1}-{subject}");
}
