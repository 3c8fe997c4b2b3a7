namespace ThroughputBench.Benchmarks.Verification;

/// <summary>What can happen in a training besides whole cycles.</summary>
[Flags]
internal enum Happening
{
    None = 0,

    /// <summary>A cycle was shorter than the accumulation.</summary>
    ShortCycle = 1,

    /// <summary>An epoch ended.</summary>
    EpochEnd = 2,

    /// <summary>A pass over validation data was made.</summary>
    Validation = 4,
}
