using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Plots;

/// <summary>
/// The ratio of pairs over the time of each cell: one small plot per cell, laid out as the grid of A by L, all on the same scale.
/// </summary>
internal static class DriftPlot
{
    private const double PanelWidth = 110,
        PanelHeight = 100,
        WidthBesidePanels = 84,
        HeightBesidePanels = 56;

    /// <summary>Share of a panel's width or height that is left free beside the next.</summary>
    private const double Gap = 0.14;

    /// <summary>Draws the cells of a table that have pairs; <see langword="null"/> if there are none.</summary>
    public static Plot? Of(CellTable table, string name, IReadOnlyDictionary<Cell, Drift> drifts)
    {
        (CellRecord Cell, Drift Drift)[] drawn =
        [
            .. table.Cells.Where(cell => drifts.ContainsKey(cell.Cell)).Select(cell => (cell, drifts[cell.Cell])),
        ];
        if (drawn.Length == 0)
            return null;
        int[] rows = [.. table.Accumulate.Where(accumulate => drawn.Any(cell => cell.Cell.Accumulate == accumulate))];
        int[] columns = [.. table.LogEvery.Where(logEvery => drawn.Any(cell => cell.Cell.LogEvery == logEvery))];
        double reach = Math.Max(0.05, drawn.SelectMany(cell => cell.Drift.Points).Max(point => Math.Abs(point.Overhead)) * 100) * 1.05;
        double end = drawn.Max(cell => cell.Drift.Points[^1].Seconds) * 1.04;

        PlotModel model = PlotModels.Empty();
        for (int column = 0; column < columns.Length; column++)
        {
            model.Axes.Add(
                Placed(
                    PlotModels.Values<LinearAxis>(AxisPosition.Bottom, Text($"L = {columns[column]}  [s]"), 0, end),
                    Key('x', column),
                    column,
                    columns.Length,
                    fromEnd: false
                )
            );
        }

        for (int row = 0; row < rows.Length; row++)
        {
            model.Axes.Add(
                Placed(
                    PlotModels.Values<LinearAxis>(AxisPosition.Left, Text($"A = {rows[row]}  [%]"), -reach, reach),
                    Key('y', row),
                    row,
                    rows.Length,
                    fromEnd: true
                )
            );
        }

        foreach ((CellRecord cell, Drift drift) in drawn)
        {
            string x = Key('x', Array.IndexOf(columns, cell.LogEvery)),
                y = Key('y', Array.IndexOf(rows, cell.Accumulate));
            model.Annotations.Add(
                new LineAnnotation
                {
                    Type = LineAnnotationType.Horizontal,
                    Y = 0,
                    XAxisKey = x,
                    YAxisKey = y,
                    Color = PlotColours.Muted,
                    LineStyle = LineStyle.Solid,
                    StrokeThickness = 1,
                    Layer = AnnotationLayer.BelowSeries,
                }
            );
            var series = new LineSeries
            {
                XAxisKey = x,
                YAxisKey = y,
                Color = PlotColours.Main,
                StrokeThickness = 1.5,
            };
            series.Points.AddRange(drift.Points.Select(point => new DataPoint(point.Seconds, point.Overhead * 100)));
            model.Series.Add(series);
        }
        (CellRecord most, Drift moved) = drawn.MaxBy(cell => Math.Abs(cell.Drift.LastThird - cell.Drift.FirstThird));
        return SvgDrawing.Draw(
            model,
            Math.Max(PlotModels.Width, WidthBesidePanels + PanelWidth * columns.Length),
            HeightBesidePanels + PanelHeight * rows.Length,
            name,
            Text(
                $"From the first third of a cell's pairs to the last, the overhead moves by at most {Figures.Share(moved.LastThird - moved.FirstThird)} of a step (A = {most.Accumulate}, L = {most.LogEvery})"
            ),
            "One small plot for each measured cell, in rows of A and columns of L, all on one scale. Upwards: overhead in percent of a step, each point the median of neighbouring pairs; to the right: seconds since the cell's pairs began.",
            new LegendEntry(LegendMark.Line, PlotColours.Main, "median of neighbouring pairs"),
            new LegendEntry(LegendMark.Line, PlotColours.Muted, "no overhead")
        );
    }

    private static LinearAxis Placed(LinearAxis axis, string key, int index, int count, bool fromEnd)
    {
        double begin = (fromEnd ? count - 1 - index : index) / (double)count;
        axis.Key = key;
        axis.StartPosition = begin + (fromEnd ? Gap / count : 0);
        axis.EndPosition = begin + (1 - (fromEnd ? 0 : Gap)) / count;
        axis.MajorGridlineStyle = LineStyle.None;
        axis.AxislineStyle = LineStyle.Solid;
        axis.AxislineColor = PlotColours.Line;
        axis.IntervalLength = fromEnd ? 26 : 44;
        axis.FontSize = 11;
        return axis;
    }

    private static string Key(char axis, int index) => Text($"{axis}{index}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
