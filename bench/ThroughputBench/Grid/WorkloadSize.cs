namespace ThroughputBench.Grid;

/// <summary>A workload as the grid needs to know it.</summary>
/// <param name="Name">For example <c>mlp</c>.</param>
/// <param name="BatchSize">Samples per micro-batch; at least 1.</param>
internal sealed record WorkloadSize(string Name, int BatchSize);
