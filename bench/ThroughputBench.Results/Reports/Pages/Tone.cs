namespace ThroughputBench.Reports.Pages;

/// <summary>How a field of a table is coloured. Colour never adds anything to the text.</summary>
internal enum Tone
{
    /// <summary>As the page.</summary>
    None,

    /// <summary>A negligible value.</summary>
    Heat1,

    /// <summary>A small value.</summary>
    Heat2,

    /// <summary>A middling value.</summary>
    Heat3,

    /// <summary>A value near its limit.</summary>
    Heat4,

    /// <summary>A value above its limit.</summary>
    Over,

    /// <summary>Not run, on purpose.</summary>
    Refused,

    /// <summary>Went wrong.</summary>
    Bad,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Not known.</summary>
    Unsure,
}
