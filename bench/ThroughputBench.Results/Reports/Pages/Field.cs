namespace ThroughputBench.Reports.Pages;

/// <summary>A field of a table.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Tone">How it is coloured.</param>
/// <param name="Notes">Small lines below the text.</param>
internal sealed record Field(Span Text, Tone Tone = Tone.None, params IReadOnlyList<string> Notes)
{
    /// <summary>A field of plain text.</summary>
    public static implicit operator Field(string text) => new(new Span(text), Tone.None);
}
