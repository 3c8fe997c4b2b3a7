namespace ThroughputBench.Statistics;

/// <summary>What an interval says of a limit.</summary>
public enum Verdict
{
    /// <summary>The interval reaches to both sides of the limit, or there is none: it cannot be told.</summary>
    Inconclusive,

    /// <summary>The whole interval is at or below the limit: within budget; against a baseline, no worse.</summary>
    Within,

    /// <summary>The whole interval is above the limit: over budget; against a baseline, worse.</summary>
    Over,
}
