namespace ThroughputBench.Commands;

/// <summary>The exit codes of all commands.</summary>
internal enum ExitCode
{
    /// <summary>Everything is good.</summary>
    Good = 0,

    /// <summary>Over budget, regressed, or in disagreement with the independent clock.</summary>
    Bad = 1,

    /// <summary>Bad usage or input.</summary>
    Usage = 2,

    /// <summary>The measurement is inconclusive.</summary>
    Inconclusive = 3,

    /// <summary>There is nothing to compare with.</summary>
    NothingComparable = 4,

    /// <summary>A cell failed, or nothing was measured.</summary>
    Failed = 5,

    /// <summary>Ctrl-C.</summary>
    Interrupted = 130,
}
