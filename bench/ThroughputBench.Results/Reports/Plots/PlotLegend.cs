using System.Globalization;
using System.Xml.Linq;
using OxyPlot;

namespace ThroughputBench.Reports.Plots;

/// <summary>The legend below a plot: marks with their meaning, in as many rows as they need.</summary>
internal static class PlotLegend
{
    private const double RowHeight = 20,
        MarkWidth = 18,
        MarkGap = 6,
        EntryGap = 14,
        Side = 8,
        FontSize = 12;

    /// <summary>Of a letter in a wide font.</summary>
    private const double LetterWidth = 7.2;

    /// <summary>The shapes, and how high they are in all.</summary>
    /// <param name="entries">The legend.</param>
    /// <param name="width">Width of the plot.</param>
    /// <param name="top">Where the legend begins.</param>
    /// <param name="svg">The namespace of the shapes.</param>
    public static (IReadOnlyList<XElement> Shapes, double Height) Draw(
        IReadOnlyList<LegendEntry> entries,
        double width,
        double top,
        XNamespace svg
    )
    {
        if (entries.Count == 0)
            return ([], 0);
        var shapes = new List<XElement>();
        double x = Side,
            y = top + RowHeight / 2;
        foreach (LegendEntry entry in entries)
        {
            double entryWidth = MarkWidth + MarkGap + entry.Text.Length * LetterWidth;
            if (x > Side && x + entryWidth > width - Side)
                (x, y) = (Side, y + RowHeight);
            shapes.Add(Mark(entry, x, y, svg));
            shapes.Add(
                new XElement(
                    svg + "text",
                    new XAttribute("x", Number(x + MarkWidth + MarkGap)),
                    new XAttribute("y", Number(y + FontSize / 3)),
                    new XAttribute("font-size", Number(FontSize)),
                    new XAttribute("fill", Name(PlotColours.Ink)),
                    entry.Text
                )
            );
            x += entryWidth + EntryGap;
        }
        return (shapes, y + RowHeight / 2 - top);
    }

    private static XElement Mark(LegendEntry entry, double left, double y, XNamespace svg)
    {
        double middle = left + MarkWidth / 2;
        return entry.Mark switch
        {
            LegendMark.Line or LegendMark.Dashes => new XElement(
                svg + "polyline",
                new XAttribute("points", $"{Number(left)},{Number(y)} {Number(left + MarkWidth)},{Number(y)}"),
                new XAttribute(
                    "style",
                    $"fill:none;stroke:{Name(entry.Colour)};stroke-width:2"
                        + (entry.Mark == LegendMark.Dashes ? ";stroke-dasharray:4,3" : "")
                )
            ),
            LegendMark.Area => Filled(
                new XElement(
                    svg + "rect",
                    new XAttribute("x", Number(left)),
                    new XAttribute("y", Number(y - 5)),
                    new XAttribute("width", Number(MarkWidth)),
                    new XAttribute("height", "10")
                )
            ),
            LegendMark.Dot => Filled(
                new XElement(
                    svg + "ellipse",
                    new XAttribute("cx", Number(middle)),
                    new XAttribute("cy", Number(y)),
                    new XAttribute("rx", "3.5"),
                    new XAttribute("ry", "3.5")
                )
            ),
            _ => Filled(
                new XElement(
                    svg + "polygon",
                    new XAttribute(
                        "points",
                        string.Join(
                            ' ',
                            (
                                entry.Mark == LegendMark.Square
                                    ? ((double X, double Y)[])[(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)]
                                    : [(-5, 0), (0, -5), (5, 0), (0, 5)]
                            ).Select(corner => $"{Number(middle + corner.X)},{Number(y + corner.Y)}")
                        )
                    )
                )
            ),
        };

        XElement Filled(XElement shape)
        {
            shape.SetAttributeValue("fill", Name(entry.Colour));
            return shape;
        }
    }

    private static string Name(OxyColor colour) => PlotColours.Names[$"rgb({colour.R},{colour.G},{colour.B})"];

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
