using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>One finding from the records of a run.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="IsBad">Whether it is bad.</param>
internal readonly record struct Finding(string Text, bool IsBad = false)
{
    /// <summary>As text of a page.</summary>
    public Span ToSpan() => new(Text, IsBad ? SpanStyle.Bad : SpanStyle.Plain);
}
