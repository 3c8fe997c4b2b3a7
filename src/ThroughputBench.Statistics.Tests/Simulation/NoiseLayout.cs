namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>The series over which the noise process runs.</summary>
public enum NoiseLayout
{
    /// <summary>One process for each side, independent of the other's.</summary>
    PerSide,

    /// <summary>One process through all blocks in the order in which they ran, whichever side they belong to.</summary>
    Interleaved,
}
