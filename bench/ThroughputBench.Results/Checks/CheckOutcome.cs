namespace ThroughputBench.Checks;

/// <summary>What a check comes to.</summary>
internal enum CheckOutcome
{
    /// <summary>Within budget everywhere, and nowhere worse than the baseline.</summary>
    Good,

    /// <summary>Over budget, worse than the baseline, in disagreement with the independent clock, or training is not the same.</summary>
    Bad,

    /// <summary>It cannot be told.</summary>
    Inconclusive,

    /// <summary>There is a baseline, and nothing in it can be compared with.</summary>
    NothingComparable,

    /// <summary>A cell failed, or nothing was measured.</summary>
    Failed,
}
