namespace ThroughputBench.Benchmarks.Verification;

/// <summary>How a verified training begins.</summary>
internal enum Beginning
{
    /// <summary>New monitors load the states of the training before it, if there was one.</summary>
    FromStates,

    /// <summary>The trainer and new monitors continue inside the training before it, from a checkpoint.</summary>
    FromCheckpoint,

    /// <summary>With the monitors of the training before it.</summary>
    WithSameMonitors,

    /// <summary>In a loop written by hand, with a new monitor.</summary>
    ByHand,
}
