using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Plots;

/// <summary>The looks that all plots share.</summary>
internal static class PlotModels
{
    private const double FontSize = 13;

    /// <summary>An empty plot.</summary>
    public static PlotModel Empty() =>
        new()
        {
            Culture = CultureInfo.InvariantCulture,
            DefaultFontSize = FontSize,
            PlotAreaBorderThickness = new OxyThickness(0),
            TextColor = PlotColours.Ink,
            // OxyPlot measures text in Helvetica; other fonts are up to a quarter wider.
            Padding = new OxyThickness(30, 8, 18, 6),
        };

    /// <summary>An axis of values.</summary>
    /// <param name="position">Its side of the plot.</param>
    /// <param name="title">What it shows, with its unit.</param>
    /// <param name="least">Its beginning.</param>
    /// <param name="most">Its end.</param>
    public static T Values<T>(AxisPosition position, string title, double least, double most)
        where T : Axis, new() =>
        new()
        {
            Position = position,
            Title = title,
            Minimum = least,
            Maximum = most,
            MinimumPadding = 0,
            MaximumPadding = 0,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineThickness = 1,
            MajorGridlineColor = PlotColours.Line,
            MinorTickSize = 0,
            MajorTickSize = 0,
            TicklineColor = PlotColours.Line,
            TextColor = PlotColours.Muted,
            TitleColor = PlotColours.Muted,
            // Labels are wider than OxyPlot assumes: see Empty.
            AxisTitleDistance = position == AxisPosition.Left ? 18 : 12,
        };

    /// <summary>A vertical axis of rows, the first at the top, at 0, the next at −1, and so on.</summary>
    public static LinearAxis Rows(IReadOnlyList<string> labels) =>
        new()
        {
            Position = AxisPosition.Left,
            Minimum = 0.4 - labels.Count,
            Maximum = 0.6,
            MajorStep = 1,
            MinorTickSize = 0,
            MajorTickSize = 0,
            TextColor = PlotColours.Ink,
            LabelFormatter = position => -position >= 0 && -position < labels.Count ? labels[(int)Math.Round(-position)] : "",
        };

    /// <summary>A cell's name if its workload and device are given elsewhere.</summary>
    public static string Label(CellRecord cell) =>
        string.Create(CultureInfo.InvariantCulture, $"A = {cell.Accumulate}, L = {cell.LogEvery}");

    /// <summary>A line across the whole height.</summary>
    public static LineAnnotation VerticalLine(double x, OxyColor colour, LineStyle style) =>
        new()
        {
            Type = LineAnnotationType.Vertical,
            X = x,
            Color = colour,
            LineStyle = style,
            StrokeThickness = 1,
            Layer = AnnotationLayer.BelowSeries,
        };

    /// <summary>A number as people write it, without powers of ten.</summary>
    public static string PlainNumber(double value) => value.ToString("#,0.#####", CultureInfo.InvariantCulture);
}
