namespace ThroughputBench.Records;

/// <summary>How far a run came.</summary>
internal enum RunState
{
    /// <summary>It is running, or its process was killed.</summary>
    Running,

    /// <summary>Every cell has its record.</summary>
    Finished,

    /// <summary>It was ended early, with Ctrl-C for instance.</summary>
    Interrupted,
}
