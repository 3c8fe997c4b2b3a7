using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Plots;

/// <summary>The looks that all plots share.</summary>
internal static class PlotModels
{
    /// <summary>Width of a plot: on a phone it shrinks by less than a quarter.</summary>
    public const double Width = 440;

    private const double FontSize = 13;

    /// <summary>Of a letter of that size in a wide font, in the mean over a label.</summary>
    private const double LetterWidth = 8;

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

    /// <summary>
    /// Adds a vertical axis of rows, the first at the top, at 0, the next at −1, and so on, with room for whole labels.
    /// </summary>
    public static void AddRows(PlotModel model, IReadOnlyList<string> labels)
    {
        model.Padding = new OxyThickness(4, model.Padding.Top, model.Padding.Right, model.Padding.Bottom);
        model.PlotMargins = new OxyThickness(labels.Max(label => label.Length) * LetterWidth + 8, double.NaN, double.NaN, double.NaN);
        model.Axes.Add(Rows(labels));
    }

    private static LinearAxis Rows(IReadOnlyList<string> labels) =>
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
