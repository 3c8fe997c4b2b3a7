namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A tape at the moment of a checkpoint: the tape of the training that continues from it begins with this.</summary>
/// <param name="Totals">What was trained.</param>
/// <param name="UntilLatestBatch">The same until the latest micro-batch ended.</param>
/// <param name="Cycles">Ends of cycles.</param>
/// <param name="Passes">Passes over other data.</param>
/// <param name="Epochs">Epochs that had begun.</param>
internal sealed record TapedMoment(
    TapedTotals Totals,
    TapedTotals UntilLatestBatch,
    IReadOnlyList<TapedEnd> Cycles,
    IReadOnlyList<TapedPass> Passes,
    int Epochs
);
