namespace ThroughputBench.Reports.Pages;

/// <summary>A piece of text. It is plain text, whatever it holds: the writers escape it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">How it looks.</param>
/// <param name="Link">
/// The link's target, relative to the page, or <see langword="null"/>. Pages are named by their Markdown files; in HTML such a link leads
/// to the same page as HTML.
/// </param>
internal readonly record struct Span(string Text, SpanStyle Style = SpanStyle.Plain, string? Link = null)
{
    /// <summary>Text as any other.</summary>
    public static implicit operator Span(string text) => new(text);

    /// <summary>Text that stands out.</summary>
    public static Span Strong(string text) => new(text, SpanStyle.Strong);
}
