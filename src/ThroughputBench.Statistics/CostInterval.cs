namespace ThroughputBench.Statistics;

/// <summary>A cost with its confidence interval, all three in the unit named by the member that holds it.</summary>
/// <param name="Value">The estimate, at least 0.</param>
/// <param name="Lower">Lower end, at least 0.</param>
/// <param name="Upper">Upper end; may be +∞.</param>
public readonly record struct CostInterval(double Value, double Lower, double Upper);
