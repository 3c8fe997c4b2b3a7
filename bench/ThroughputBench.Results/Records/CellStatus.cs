namespace ThroughputBench.Records;

/// <summary>What became of a cell.</summary>
internal enum CellStatus
{
    /// <summary>It has an overhead.</summary>
    Measured,

    /// <summary>The right rule refuses it, so it was not run.</summary>
    Rejected,

    /// <summary>It was run and went wrong; <see cref="CellRecord.Reason"/> says how.</summary>
    Failed,

    /// <summary>Not even one pair fitted into the time for a cell.</summary>
    TimedOut,
}
