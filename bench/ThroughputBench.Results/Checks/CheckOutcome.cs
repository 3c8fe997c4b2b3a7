namespace ThroughputBench.Checks;

/// <summary>The outcome of a check.</summary>
internal enum CheckOutcome
{
    /// <summary>Within budget everywhere, and nowhere worse than the baseline.</summary>
    Good,

    /// <summary>Over budget, worse than the baseline, in disagreement with the independent clock, or training is not the same.</summary>
    Bad,

    /// <summary>Inconclusive.</summary>
    Inconclusive,

    /// <summary>There is a baseline, but nothing in it is comparable.</summary>
    NothingComparable,

    /// <summary>A cell failed, or nothing was measured.</summary>
    Failed,
}
