namespace ThroughputBench.Reports.Plots;

/// <summary>A plot as it is shown.</summary>
/// <param name="Name">Its name among the plots of its page; valid as a file's name and an element's id.</param>
/// <param name="Finding">What it shows, as a sentence.</param>
/// <param name="Description">What is drawn, for those who don't see it.</param>
/// <param name="Svg">The drawing, without fixed colours: see <see cref="PlotColours"/>.</param>
internal sealed record Plot(string Name, string Finding, string Description, System.Xml.Linq.XElement Svg)
{
    /// <summary>Folder of the plots beside a page.</summary>
    public const string Folder = "plots";

    /// <summary>Its path as a separate file, beside its page.</summary>
    public string Path => $"{Folder}/{Name}.svg";
}
