using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OxyPlot;

namespace ThroughputBench.Reports.Plots;

/// <summary>Turns an OxyPlot model into SVG that follows the page's colours, scales, has a title and description, and is a third of the
/// size.</summary>
internal static partial class SvgDrawing
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [ThreadStatic]
    private static MemoryStream? _memory;

    /// <summary>Draws.</summary>
    /// <param name="model">What to draw. All of it must be within its axes: nothing is clipped.</param>
    /// <param name="width">Width in pixels at which text has its natural size.</param>
    /// <param name="height">Height, likewise.</param>
    /// <param name="name">See <see cref="Plot.Name"/>.</param>
    /// <param name="finding">See <see cref="Plot.Finding"/>.</param>
    /// <param name="description">See <see cref="Plot.Description"/>.</param>
    /// <param name="legend">What its marks stand for; drawn below it.</param>
    public static Plot Draw(
        PlotModel model,
        double width,
        double height,
        string name,
        string finding,
        string description,
        params IReadOnlyList<LegendEntry> legend
    )
    {
        XElement drawn = Export(model, width, height);
        (IReadOnlyList<XElement> shapes, double legendHeight) = PlotLegend.Draw(legend, width, height, Svg);
        double whole = height + legendHeight;
        string titleId = $"{name}-title",
            descriptionId = $"{name}-description";
        var svg = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {whole}")),
            new XAttribute("width", width),
            new XAttribute("height", whole),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", $"{titleId} {descriptionId}"),
            new XAttribute("font-family", "system-ui, sans-serif"),
            new XElement(Svg + "title", new XAttribute("id", titleId), finding),
            new XElement(Svg + "desc", new XAttribute("id", descriptionId), description),
            drawn.Descendants().Where(IsShape).Select(Lean),
            shapes
        );
        return new Plot(name, finding, description, svg);
    }

    /// <summary>The drawing as a separate file, light or dark as the viewer's system is.</summary>
    public static string File(Plot plot)
    {
        var svg = new XElement(plot.Svg);
        svg.AddFirst(new XElement(Svg + "style", $"@media (prefers-color-scheme: dark) {{ svg {{ {PlotColours.DarkVariables} }} }}"));
        return svg.ToString(SaveOptions.DisableFormatting).ReplaceLineEndings("\n") + "\n";
    }

    private static XElement Export(PlotModel model, double width, double height)
    {
        // The memory is used again, since plots are drawn by the thousand.
        MemoryStream memory = _memory ??= new MemoryStream();
        memory.SetLength(0);
        SvgExporter.Export(model, memory, width, height, isDocument: false, useVerticalTextAlignmentWorkaround: true);
        memory.Position = 0;
        return XElement.Load(memory);
    }

    private static bool IsShape(XElement element) =>
        element.Name.LocalName is "polyline" or "polygon" or "rect" or "ellipse" or "line" or "text" or "path"
        && element.Ancestors().All(above => above.Name.LocalName != "clipPath")
        && !(
            element.Name.LocalName != "text"
            && (element.Attribute("style")?.Value is { } style && style.Contains("fill:none;stroke:none", StringComparison.Ordinal))
        );

    private static XElement Lean(XElement shape)
    {
        var lean = new XElement(Svg + shape.Name.LocalName);
        foreach (XAttribute attribute in shape.Attributes())
        {
            switch (attribute.Name.LocalName)
            {
                case "font-family" or "dominant-baseline" or "shape-rendering":
                case "font-weight" when attribute.Value == "400":
                    break;
                case "style" or "fill" or "stroke":
                    lean.SetAttributeValue(
                        attribute.Name.LocalName,
                        Colour()
                            .Replace(attribute.Value, colour => PlotColours.Names.GetValueOrDefault(colour.Value, colour.Value))
                            .TrimEnd(';')
                    );
                    break;
                default:
                    lean.SetAttributeValue(attribute.Name.LocalName, Number().Replace(attribute.Value, Rounded));
                    break;
            }
        }
        if (shape.Name.LocalName == "text")
            lean.Value = shape.Value;
        return lean;
    }

    /// <summary>A tenth of a pixel is enough, and the same on every machine.</summary>
    private static string Rounded(Match number) =>
        Math.Round(double.Parse(number.Value, CultureInfo.InvariantCulture), 1).ToString("0.#", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"rgb\(\d+,\d+,\d+\)", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();

    [GeneratedRegex(@"-?\d+\.\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
