using System.Text.Json.Serialization;

namespace ThroughputBench.Grid;

/// <summary>A workload as the grid uses it.</summary>
/// <param name="Name">For example <c>mlp</c>.</param>
/// <param name="BatchSize">Samples per micro-batch; at least 1.</param>
/// <param name="Shape">Its model's shape; <see langword="null"/> in records that are older than the choice.</param>
internal sealed record WorkloadSize(string Name, int BatchSize, WorkloadShape? Shape = null)
{
    /// <summary>Its model's shape.</summary>
    [JsonIgnore]
    public WorkloadShape ShapeInForce => Shape ?? WorkloadShape.DefaultOf(Name);
}
