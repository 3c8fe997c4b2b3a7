using System.Globalization;
using System.Text.Json.Serialization;

namespace ThroughputBench.Grid;

/// <summary>A workload as the grid uses it. The same workload can be there in several sizes.</summary>
/// <param name="Name">For example <c>mlp</c>.</param>
/// <param name="BatchSize">Samples per micro-batch; at least 1.</param>
/// <param name="Shape">Its model's shape; <see langword="null"/> in records that are older than the choice.</param>
internal sealed record WorkloadSize(string Name, int BatchSize, WorkloadShape? Shape = null)
{
    /// <summary>How the size was chosen by measuring; <see langword="null"/> if it was given, or is the workload's own.</summary>
    public SizeChoice? Chosen { get; init; }

    /// <summary>Its model's shape.</summary>
    [JsonIgnore]
    public WorkloadShape ShapeInForce => Shape ?? WorkloadShape.DefaultOf(Name);

    /// <summary>
    /// A word that distinguishes it from all other sizes: the name alone for the workload's own, for example <c>mlp</c> or
    /// <c>mlp-b8192-w4096-d1-float32</c>.
    /// </summary>
    [JsonIgnore]
    public string Label
    {
        get
        {
            string batch =
                BatchSize == WorkloadShape.DefaultBatchSizeOf(Name) ? "" : string.Create(CultureInfo.InvariantCulture, $"-b{BatchSize}");
            return $"{Name}{batch}{ShapeInForce.SuffixFor(Name)}";
        }
    }

    /// <summary>The same for people: for example <c>mlp</c> or <c>mlp (batch size 8192, width 4096, depth 1, float32)</c>.</summary>
    [JsonIgnore]
    public string Words
    {
        get
        {
            string batch =
                BatchSize == WorkloadShape.DefaultBatchSizeOf(Name)
                    ? ""
                    : string.Create(CultureInfo.InvariantCulture, $"batch size {BatchSize}"),
                shape = ShapeInForce.WordsFor(Name);
            return (batch, shape) is ("", "") ? Name : $"{Name} ({batch}{(batch.Length * shape.Length == 0 ? "" : ", ")}{shape})";
        }
    }
}
