using OxyPlot;

namespace ThroughputBench.Reports.Plots;

/// <summary>
/// The colours of plots. A drawing names them as CSS variables with the light colour as the fallback, so that one drawing serves light and
/// dark pages. No two may be equal, because a drawing's colours are recognised by their values.
/// </summary>
internal static class PlotColours
{
    public static readonly OxyColor Ink = OxyColor.FromRgb(0x1c, 0x24, 0x30);
    public static readonly OxyColor Muted = OxyColor.FromRgb(0x5a, 0x66, 0x75);
    public static readonly OxyColor Line = OxyColor.FromRgb(0xdc, 0xe1, 0xe8);
    public static readonly OxyColor Band = OxyColor.FromRgb(0xe9, 0xec, 0xf1);
    public static readonly OxyColor Main = OxyColor.FromRgb(0x0b, 0x63, 0xb0);
    public static readonly OxyColor Soft = OxyColor.FromRgb(0x7d, 0xad, 0xdb);
    public static readonly OxyColor Warn = OxyColor.FromRgb(0xb8, 0x4a, 0x12);

    private static readonly (OxyColor Light, string Variable, string Dark)[] All =
    [
        (Ink, "--plot-ink", "#e3e8ef"),
        (Muted, "--plot-muted", "#a3afbf"),
        (Line, "--plot-line", "#303a47"),
        (Band, "--plot-band", "#262f3b"),
        (Main, "--plot-main", "#66b1f5"),
        (Soft, "--plot-soft", "#3f6f9f"),
        (Warn, "--plot-warn", "#f0925c"),
    ];

    /// <summary>A rule for an element in which all variables have their dark colours.</summary>
    public static string DarkVariables { get; } = string.Concat(All.Select(colour => $"{colour.Variable}:{colour.Dark};"));

    /// <summary>The colour as the drawing names it, by how OxyPlot's SVG writes it.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } =
        All.ToDictionary(
            colour => $"rgb({colour.Light.R},{colour.Light.G},{colour.Light.B})",
            colour => $"var({colour.Variable},#{colour.Light.R:x2}{colour.Light.G:x2}{colour.Light.B:x2})"
        );
}
