namespace ThroughputBench.Benchmarks.Verification;

/// <summary>What can happen in a training that is not one whole cycle after another.</summary>
[Flags]
internal enum Happening
{
    None = 0,

    /// <summary>A cycle was shorter than the accumulation asks for.</summary>
    ShortCycle = 1,

    /// <summary>An epoch ended.</summary>
    EpochEnd = 2,

    /// <summary>Validation data were passed over.</summary>
    Validation = 4,
}
