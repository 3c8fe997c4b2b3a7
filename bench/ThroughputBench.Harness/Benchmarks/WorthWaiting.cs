using ThroughputBench.Statistics;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// When pairs are good enough once a cell's time is over: when their interval is as narrow as <paramref name="goal"/>, or when the
/// remaining time is not expected to give such an interval. Waiting pays on a machine that was disturbed for seconds, but not for a
/// workload whose steps vary by percents.
/// </summary>
/// <param name="goal">The interval that is worth waiting for.</param>
/// <param name="patience">How many times the cell's time to wait at most.</param>
internal sealed class WorthWaiting(PrecisionGoal goal, double patience)
{
    private int _pairsInTime;

    /// <summary>Whether to stop waiting. It is first called when the cell's time is over.</summary>
    /// <param name="estimate">The estimate of all pairs so far, at the goal's confidence.</param>
    public bool IsOver(RatioEstimate estimate)
    {
        int pairs = estimate.Pairs;
        if (_pairsInTime == 0)
            _pairsInTime = pairs;
        if (estimate.Doubt == Doubt.TooFewPairs)
            return patience * _pairsInTime < RatioEstimate.MinimumPairs;
        return estimate.HasInterval
            && (estimate.HalfWidth <= goal.HalfWidth || !goal.IsWithinReach(estimate, Math.Max(1, patience * _pairsInTime / pairs)));
    }
}
