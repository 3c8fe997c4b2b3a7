namespace ThroughputBench.Reports;

/// <summary>One thing that the records of a run say.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="IsBad">Whether it should not be so.</param>
internal readonly record struct Finding(string Text, bool IsBad = false);
