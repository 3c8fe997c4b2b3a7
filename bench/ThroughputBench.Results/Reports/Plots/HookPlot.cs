using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Plots;

/// <summary>What a hook takes between logs and at logs, over the length of the step that it follows.</summary>
internal static class HookPlot
{
    private const double Height = 340,
        Margin = 1.3;

    /// <summary>Draws the cells of several workloads; <see langword="null"/> if there are not two steps to compare.</summary>
    /// <param name="cells">A run's records.</param>
    /// <param name="name">See <see cref="Plot.Name"/>.</param>
    public static Plot? Of(IReadOnlyList<CellRecord> cells, string name)
    {
        CellRecord[] timed = [.. Timed(cells)];
        if (timed.DistinctBy(cell => (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape)).Count() < 2)
            return null;
        DirectCostRecord[] costs = [.. timed.Select(cell => cell.DirectCost!)];
        double[] steps = [.. costs.Select(cost => cost.BatchNanoseconds / 1e3)],
            hooks =
            [
                .. costs
                    .SelectMany(cost => new[] { cost.BetweenLogsNanoseconds, cost.AtLogNanoseconds })
                    .OfType<double>()
                    .Where(IsDrawn),
            ];
        if (hooks.Length == 0)
            return null;
        PlotModel model = PlotModels.Empty();
        LogarithmicAxis x = PlotModels.Values<LogarithmicAxis>(
                AxisPosition.Bottom,
                "Micro-batch [µs]",
                steps.Min() / Margin,
                steps.Max() * Margin
            ),
            y = PlotModels.Values<LogarithmicAxis>(AxisPosition.Left, "Hook [ns]", hooks.Min() / Margin, hooks.Max() * Margin);
        x.LabelFormatter = y.LabelFormatter = PlotModels.PlainNumber;
        y.AxisTitleDistance = 32;
        model.Axes.Add(x);
        model.Axes.Add(y);
        Add(model, PlotColours.Main, cost => cost.BetweenLogsNanoseconds);
        Add(model, PlotColours.Warn, cost => cost.AtLogNanoseconds);
        return SvgDrawing.Draw(
            model,
            PlotModels.Width,
            Height,
            name,
            Finding(timed),
            "A dot for each cell: blue between logs, orange at a log.",
            new LegendEntry(LegendMark.Dot, PlotColours.Main, "between logs"),
            new LegendEntry(LegendMark.Dot, PlotColours.Warn, "at a log")
        );

        void Add(PlotModel model, OxyColor colour, Func<DirectCostRecord, double?> of)
        {
            var points = new ScatterSeries
            {
                MarkerType = MarkerType.Circle,
                MarkerSize = 3.5,
                MarkerFill = colour,
            };
            points.Points.AddRange(
                costs
                    .Where(cost => of(cost) is { } time && IsDrawn(time))
                    .Select(cost => new ScatterPoint(cost.BatchNanoseconds / 1e3, of(cost)!.Value))
            );
            model.Series.Add(points);
        }
    }

    /// <summary>The cells that are drawn.</summary>
    public static IEnumerable<CellRecord> Timed(IEnumerable<CellRecord> cells) => cells.Where(cell => cell.DirectCost is not null);

    /// <summary>From the cells of the smallest and the largest step with the same A and L, if there are such.</summary>
    private static string Finding(CellRecord[] timed)
    {
        CellRecord[] comparable =
            timed
                .GroupBy(cell => (cell.Accumulate, cell.LogEvery, cell.LogUnit, cell.Timing))
                .Where(group => group.DistinctBy(cell => cell.Cell.Size).Skip(1).Any())
                .MinBy(group => group.Key.LogEvery)
                ?.ToArray()
            ?? timed;
        DirectCostRecord smallest = comparable.Select(cell => cell.DirectCost!).MinBy(cost => cost.BatchNanoseconds)!,
            largest = comparable.Select(cell => cell.DirectCost!).MaxBy(cost => cost.BatchNanoseconds)!;
        return $"A hook that logs takes {AtLogAfter(smallest, "a micro-batch")} and {AtLogAfter(largest, "one")}"
            + (largest.AtLogNanoseconds > smallest.AtLogNanoseconds ? ": long steps leave caches cold" : "");
    }

    private static string AtLogAfter(DirectCostRecord cost, string batch) =>
        $"{Figures.Time(cost.AtLogNanoseconds)} after {batch} of {Figures.Time(cost.BatchNanoseconds)}";

    /// <summary>A time that is lost in the noise has no logarithm.</summary>
    private static bool IsDrawn(double nanoseconds) => nanoseconds >= 1;
}
