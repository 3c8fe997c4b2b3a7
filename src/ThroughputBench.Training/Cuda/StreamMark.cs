using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>Something that a stage comes past, in the order of a device's stream.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Counts">What the micro-batch held, if one ends here.</param>
internal readonly record struct StreamMark(StreamMarkKind Kind, BatchCounts Counts = default);
