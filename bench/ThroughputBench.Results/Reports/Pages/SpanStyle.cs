namespace ThroughputBench.Reports.Pages;

/// <summary>How a piece of text looks.</summary>
internal enum SpanStyle
{
    /// <summary>As the text around it.</summary>
    Plain,

    /// <summary>Bold.</summary>
    Strong,

    /// <summary>Bold, as what should not be so.</summary>
    Bad,
}
