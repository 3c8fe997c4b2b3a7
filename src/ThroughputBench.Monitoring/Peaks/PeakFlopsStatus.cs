namespace ThroughputBench.Monitoring.Peaks;

/// <summary>The outcome of looking up a chip's peak.</summary>
public enum PeakFlopsStatus
{
    /// <summary>The peak is known.</summary>
    Found,

    /// <summary>The chip is not in the table, or its name fits several chips of the table.</summary>
    UnknownChip,

    /// <summary>The chip has no hardware for the dtype.</summary>
    UnsupportedDtype,

    /// <summary>The chip is in the table, but its data sheet gives no dense figure for the dtype.</summary>
    UnlistedDtype,
}
