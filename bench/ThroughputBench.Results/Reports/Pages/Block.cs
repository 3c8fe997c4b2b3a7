using ThroughputBench.Reports.Plots;

namespace ThroughputBench.Reports.Pages;

/// <summary>A part of a page.</summary>
internal abstract record Block
{
    private Block() { }

    /// <summary>A heading.</summary>
    /// <param name="Level">2 or 3; the page's title is the one of level 1.</param>
    /// <param name="Text">Its text.</param>
    internal sealed record Heading(int Level, string Text) : Block;

    /// <summary>A paragraph.</summary>
    internal sealed record Paragraph(params IReadOnlyList<Span> Text) : Block;

    /// <summary>A list.</summary>
    internal sealed record Bullets(IReadOnlyList<IReadOnlyList<Span>> Items) : Block;

    /// <summary>Text to be copied unchanged.</summary>
    internal sealed record Code(string Text) : Block;

    /// <summary>A table.</summary>
    internal sealed record Tabular(Table Table) : Block;

    /// <summary>A plot, with its figures beside it.</summary>
    internal sealed record Figure(Plot Plot, Table Beside) : Block;

    /// <summary>Questions with their answers, larger than the text around them.</summary>
    internal sealed record Answers(IReadOnlyList<Answer> Items) : Block;

    /// <summary>What few readers need: closed until it is opened. Markdown, which has no folds, shows it under a heading.</summary>
    /// <param name="Summary">What is in it.</param>
    /// <param name="Inner">Its blocks.</param>
    internal sealed record Fold(string Summary, IReadOnlyList<Block> Inner) : Block;

    /// <summary>A picture from another page, without its figures.</summary>
    /// <param name="Path">Its path relative to the page.</param>
    /// <param name="Finding">What it shows, in a sentence.</param>
    internal sealed record Picture(string Path, string Finding) : Block;
}
