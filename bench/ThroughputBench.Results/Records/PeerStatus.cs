namespace ThroughputBench.Records;

/// <summary>What became of a cell that another monitor was measured in.</summary>
internal enum PeerStatus
{
    /// <summary>It has an overhead.</summary>
    Measured,

    /// <summary>The other program cannot do it.</summary>
    Refused,

    /// <summary>It went wrong.</summary>
    Failed,
}
