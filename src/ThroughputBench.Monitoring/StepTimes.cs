namespace ThroughputBench.Monitoring;

/// <summary>How the step times of a window are spread: a step's time runs from one end of a cycle to the next, pauses left out.</summary>
/// <remarks>
/// Quantiles are of nearest rank: the p-quantile of n step times is the ⌈p·n⌉-th smallest. So each is the time of a step that was taken,
/// and exact to the tick. (Hyndman &amp; Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), definition
/// 1.)
/// </remarks>
/// <param name="P50Seconds">The median: at least half of the steps took no longer.</param>
/// <param name="P95Seconds">At least 95% of the steps took no longer; the maximum if the window holds fewer than 20 steps.</param>
/// <param name="MaxSeconds">The longest step.</param>
public readonly record struct StepTimes(double P50Seconds, double P95Seconds, double MaxSeconds);
