namespace ThroughputBench.Reports.Pages;

/// <summary>How a field of a table is coloured. Colour never says what the text does not.</summary>
internal enum Tone
{
    /// <summary>As the page.</summary>
    None,

    /// <summary>A value that is next to nothing.</summary>
    Heat1,

    /// <summary>A small value.</summary>
    Heat2,

    /// <summary>A middling value.</summary>
    Heat3,

    /// <summary>A value that is near what it should not exceed.</summary>
    Heat4,

    /// <summary>A value above what it should not exceed.</summary>
    Over,

    /// <summary>Not run, on purpose.</summary>
    Refused,

    /// <summary>Went wrong.</summary>
    Bad,
}
