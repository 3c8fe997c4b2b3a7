using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Range = ThroughputBench.Reports.History.Range;

namespace ThroughputBench.Reports.Plots;

/// <summary>A figure over runs, with its range at each, and its change points.</summary>
internal static class HistoryPlot
{
    private const double Width = 600,
        Height = 320;

    /// <summary>Draws.</summary>
    public static Plot Of(
        string name,
        IReadOnlyList<Range> ranges,
        IReadOnlyCollection<int> changes,
        string axis,
        string finding,
        string description
    )
    {
        double least = ranges.Min(range => range.Lower),
            most = ranges.Max(range => range.Upper);
        double margin = Math.Max((most - least) * 0.06, Math.Max(Math.Abs(most), Math.Abs(least)) * 0.005 + 1e-9);
        PlotModel model = PlotModels.Empty();
        LinearAxis runs = PlotModels.Values<LinearAxis>(AxisPosition.Bottom, "Run [number]", 0.5, ranges.Count + 0.5);
        runs.MajorGridlineStyle = LineStyle.None;
        runs.MinimumMajorStep = 1;
        model.Axes.Add(runs);
        LinearAxis values = PlotModels.Values<LinearAxis>(AxisPosition.Left, axis, least - margin, most + margin);
        values.LabelFormatter = PlotModels.PlainNumber;
        values.AxisTitleDistance = 32;
        model.Axes.Add(values);
        foreach (int change in changes)
            model.Annotations.Add(PlotModels.VerticalLine(change + 0.5, PlotColours.Warn, LineStyle.Dash));
        var intervals = new LineSeries { Color = PlotColours.Soft, StrokeThickness = ranges.Count > 100 ? 1 : 2 };
        var points = new ScatterSeries
        {
            MarkerType = MarkerType.Circle,
            MarkerSize = ranges.Count > 100 ? 2 : 3.5,
            MarkerFill = PlotColours.Main,
        };
        for (int i = 0; i < ranges.Count; i++)
        {
            intervals.Points.AddRange([new DataPoint(i + 1, ranges[i].Lower), new DataPoint(i + 1, ranges[i].Upper), DataPoint.Undefined]);
            points.Points.Add(new ScatterPoint(i + 1, ranges[i].Value));
        }
        model.Series.Add(intervals);
        model.Series.Add(points);
        return SvgDrawing.Draw(model, Width, Height, name, finding, description);
    }
}
