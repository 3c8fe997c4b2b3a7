using System.Globalization;
using System.Text.Json.Serialization;

namespace ThroughputBench.Grid;

/// <summary>How large a workload's model is, and in which number format it computes.</summary>
/// <param name="Width">Hidden units of <c>mlp</c>, channels of the first block of <c>convnet</c>, model dimension of <c>bytelm</c>.</param>
/// <param name="Depth">Hidden layers of <c>mlp</c>, convolution blocks of <c>convnet</c>, transformer blocks of <c>bytelm</c>.</param>
/// <param name="Dtype">Number format of parameters and inputs.</param>
internal sealed record WorkloadShape(int Width, int Depth, WorkloadDtype Dtype)
{
    /// <summary>A shape that is no workload's own, for the workloads that there are not.</summary>
    private static readonly WorkloadShape Unknown = new(1, 1, WorkloadDtype.Float32);

    /// <summary>The shape that a workload has unless another is asked for.</summary>
    /// <remarks>It is also what a record means that names none: such records are older than the choice. A default that changes needs another way to read them.</remarks>
    /// <param name="workload">The workload's name.</param>
    public static WorkloadShape DefaultOf(string workload) => workload switch
    {
        "mlp" => new(64, 1, WorkloadDtype.Float32),
        "convnet" => new(8, 2, WorkloadDtype.Float32),
        "bytelm" => new(64, 2, WorkloadDtype.Float32),
        _ => Unknown,
    };

    /// <summary>Samples per micro-batch of a workload unless another number is asked for.</summary>
    /// <param name="workload">The workload's name.</param>
    public static int DefaultBatchSizeOf(string workload) => workload == "mlp" ? 32 : 4;

    /// <summary>What the user calls the number format: for example <c>bfloat16</c>.</summary>
    [JsonIgnore]
    public string DtypeName => Dtype == WorkloadDtype.Bfloat16 ? "bfloat16" : "float32";

    /// <summary>What tells the shape from a workload's default, fit to be part of a file's name: for example <c>-w256-d4-bfloat16</c>; empty for the default.</summary>
    /// <param name="workload">The workload's name.</param>
    public string SuffixFor(string workload) => this == DefaultOf(workload) ? "" : string.Create(CultureInfo.InvariantCulture, $"-w{Width}-d{Depth}-{DtypeName}");

    /// <summary>The same for people: for example <c>width 256, depth 4, bfloat16</c>; empty for the default.</summary>
    /// <param name="workload">The workload's name.</param>
    public string WordsFor(string workload) => this == DefaultOf(workload) ? "" : string.Create(CultureInfo.InvariantCulture, $"width {Width}, depth {Depth}, {DtypeName}");
}
