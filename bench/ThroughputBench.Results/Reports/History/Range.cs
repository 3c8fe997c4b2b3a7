namespace ThroughputBench.Reports.History;

/// <summary>A value with the range it is given with.</summary>
internal readonly record struct Range(double Value, double Lower, double Upper);
