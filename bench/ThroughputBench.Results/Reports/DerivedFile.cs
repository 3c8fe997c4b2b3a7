using System.Text;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Reports.Plots;

namespace ThroughputBench.Reports;

/// <summary>A file that is made from records, and can be made from them again at any time.</summary>
/// <param name="Path">Its path, with <c>/</c> between folders.</param>
/// <param name="Text">Its content, in UTF-8 without a byte order mark.</param>
internal sealed record DerivedFile(string Path, string Text)
{
    /// <summary>A page as Markdown and as HTML, and its plots as separate files, which the Markdown shows.</summary>
    public static IEnumerable<DerivedFile> Of(Page page, string markdownPath, string htmlPath) =>
        [
            new(markdownPath, MarkdownWriter.Write(page)),
            new(htmlPath, HtmlWriter.Write(page)),
            .. page.Plots.Select(plot => new DerivedFile(plot.Path, SvgDrawing.File(plot))),
        ];

    /// <summary>The same, in a folder.</summary>
    public DerivedFile Below(string folder) => this with { Path = $"{folder}/{Path}" };

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="root">The folder that its path begins in.</param>
    public void WriteTo(string root)
    {
        string file = System.IO.Path.Combine(root, Path.Replace('/', System.IO.Path.DirectorySeparatorChar));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(Text));
    }
}
