namespace ThroughputBench.Training.Logging;

/// <summary>What a task logged under a name since the last record.</summary>
/// <param name="Name">The name.</param>
/// <param name="Sum">The sum of the values.</param>
/// <param name="Count">How many there are; at least 1.</param>
internal readonly record struct LoggedMean(string Name, double Sum, long Count);
