namespace ThroughputBench.Benchmarks;

/// <summary>What is wrong with the monitor.</summary>
internal enum FaultKind
{
    /// <summary>It makes each micro-batch take longer.</summary>
    Slow,

    /// <summary>It reports higher rates than there are.</summary>
    Overreport,

    /// <summary>The device fails in the middle of one cell.</summary>
    DeviceError,
}
