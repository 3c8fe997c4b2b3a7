namespace ThroughputBench.Statistics;

/// <summary>Why pairs give no interval: one could be computed, but it would be too narrow.</summary>
public enum Doubt
{
    /// <summary>There is an interval.</summary>
    None,

    /// <summary>
    /// Fewer pairs than <see cref="RatioEstimate.MinimumPairs"/>, or than <see cref="RatioEstimate.MinimumPairsOfLaunch"/> in a launch.
    /// </summary>
    TooFewPairs,

    /// <summary>
    /// Neighbouring pairs are so strongly correlated that they are worth fewer than <see cref="RatioEstimate.MinimumEffectiveUnits"/>
    /// independent ones.
    /// </summary>
    TooCorrelated,

    /// <summary>
    /// The clock's tick is wider than the noise: most blocks show the same time, and differences below a tick are invisible.
    /// </summary>
    ClockTooCoarse,
}
