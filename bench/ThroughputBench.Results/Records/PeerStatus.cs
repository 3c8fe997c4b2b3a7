namespace ThroughputBench.Records;

/// <summary>The outcome of a cell with another monitor.</summary>
internal enum PeerStatus
{
    /// <summary>It has an overhead.</summary>
    Measured,

    /// <summary>The other program cannot do it.</summary>
    Refused,

    /// <summary>It went wrong.</summary>
    Failed,
}
