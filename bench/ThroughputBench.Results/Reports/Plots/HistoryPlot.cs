using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Range = ThroughputBench.Reports.History.Range;

namespace ThroughputBench.Reports.Plots;

/// <summary>A figure over runs, with its range at each, and its change points.</summary>
internal static class HistoryPlot
{
    private const double Height = 340;

    /// <summary>Labels of runs, which are written aslant, take this much room.</summary>
    private const double LabelRoom = 112;

    /// <summary>Draws.</summary>
    public static Plot Of(
        string name,
        IReadOnlyList<Range> ranges,
        IReadOnlyList<string> labels,
        IReadOnlyCollection<int> changes,
        string axis,
        string finding,
        string description,
        params IReadOnlyList<LegendEntry> legend
    )
    {
        double least = ranges.Min(range => range.Lower),
            most = ranges.Max(range => range.Upper);
        double margin = Math.Max((most - least) * 0.06, Math.Max(Math.Abs(most), Math.Abs(least)) * 0.005 + 1e-9);
        PlotModel model = PlotModels.Empty();
        LinearAxis runs = PlotModels.Values<LinearAxis>(AxisPosition.Bottom, "Run", 0.5, ranges.Count + 0.5);
        runs.MajorGridlineStyle = LineStyle.None;
        runs.MinimumMajorStep = 1;
        runs.IntervalLength = 36;
        runs.Angle = -50;
        runs.AxisTitleDistance = 52;
        runs.LabelFormatter = number =>
            (int)Math.Round(number) is var run && Math.Abs(number - run) < 0.01 && run >= 1 && run <= labels.Count ? labels[run - 1] : "";
        model.PlotMargins = new OxyThickness(double.NaN, double.NaN, double.NaN, LabelRoom);
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
        return SvgDrawing.Draw(model, PlotModels.Width, Height, name, finding, description, legend);
    }
}
