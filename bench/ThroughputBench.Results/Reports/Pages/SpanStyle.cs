namespace ThroughputBench.Reports.Pages;

/// <summary>How a piece of text looks.</summary>
internal enum SpanStyle
{
    /// <summary>Like the text around it.</summary>
    Plain,

    /// <summary>Bold.</summary>
    Strong,

    /// <summary>Bold, for something bad.</summary>
    Bad,

    /// <summary>Bold, for something good.</summary>
    Good,

    /// <summary>Less prominent than the text around it.</summary>
    Quiet,
}
