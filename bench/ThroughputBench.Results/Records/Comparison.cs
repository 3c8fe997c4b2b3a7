namespace ThroughputBench.Records;

/// <summary>What was paired with what.</summary>
internal enum Comparison
{
    /// <summary>The control with the monitored side.</summary>
    Overhead,

    /// <summary>The control with itself.</summary>
    NoiseFloor,
}
