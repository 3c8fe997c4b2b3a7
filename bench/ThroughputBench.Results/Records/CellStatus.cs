namespace ThroughputBench.Records;

/// <summary>The outcome of a cell.</summary>
internal enum CellStatus
{
    /// <summary>It has an overhead.</summary>
    Measured,

    /// <summary>The right rule refuses it, so it was not run.</summary>
    Rejected,

    /// <summary>It was run and went wrong; <see cref="CellRecord.Reason"/> says how.</summary>
    Failed,

    /// <summary>The time for a cell was too short for a single pair.</summary>
    TimedOut,
}
