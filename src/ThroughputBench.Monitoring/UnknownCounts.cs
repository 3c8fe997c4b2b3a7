namespace ThroughputBench.Monitoring;

/// <summary>The optimizer steps of which some count is not known.</summary>
/// <param name="Samples">Those whose samples are not known.</param>
/// <param name="Items">Those whose items are not known.</param>
/// <param name="Flops">Those whose FLOPs are not known.</param>
internal readonly record struct UnknownCounts(UnknownSteps Samples, UnknownSteps Items, UnknownSteps Flops);
