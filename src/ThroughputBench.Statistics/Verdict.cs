namespace ThroughputBench.Statistics;

/// <summary>The verdict of an interval on a limit.</summary>
public enum Verdict
{
    /// <summary>The limit lies inside the interval, or there is no interval: inconclusive.</summary>
    Inconclusive,

    /// <summary>The whole interval is at or below the limit: within budget; against a baseline, no worse.</summary>
    Within,

    /// <summary>The whole interval is above the limit: over budget; against a baseline, worse.</summary>
    Over,
}
