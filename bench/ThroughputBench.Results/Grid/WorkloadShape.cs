using System.Globalization;
using System.Text.Json.Serialization;

namespace ThroughputBench.Grid;

/// <summary>How large a workload's model is, and in which number format it computes.</summary>
/// <param name="Width">Hidden units of <c>mlp</c>, channels of the first block of <c>convnet</c>, model dimension of <c>bytelm</c>.</param>
/// <param name="Depth">Hidden layers of <c>mlp</c>, convolution blocks of <c>convnet</c>, transformer blocks of <c>bytelm</c>.</param>
/// <param name="Dtype">Number format of parameters and inputs.</param>
internal sealed record WorkloadShape(int Width, int Depth, WorkloadDtype Dtype)
{
    /// <summary>A shape for unknown workloads.</summary>
    private static readonly WorkloadShape Unknown = new(1, 1, WorkloadDtype.Float32);

    /// <summary>A workload's default shape.</summary>
    /// <remarks>
    /// It is also the shape of records that name none, because they are older than the choice. If a default changes, those records need
    /// another way to be read.
    /// </remarks>
    /// <param name="workload">The workload's name.</param>
    public static WorkloadShape DefaultOf(string workload) =>
        workload switch
        {
            "mlp" => new(64, 1, WorkloadDtype.Float32),
            "convnet" => new(8, 2, WorkloadDtype.Float32),
            "bytelm" => new(64, 2, WorkloadDtype.Float32),
            _ => Unknown,
        };

    /// <summary>A workload's default number of samples per micro-batch.</summary>
    /// <param name="workload">The workload's name.</param>
    public static int DefaultBatchSizeOf(string workload) => workload == "mlp" ? 32 : 4;

    /// <summary>The user's name for the number format: for example <c>bfloat16</c>.</summary>
    [JsonIgnore]
    public string DtypeName => Dtype == WorkloadDtype.Bfloat16 ? "bfloat16" : "float32";

    /// <summary>
    /// The shape's difference from a workload's default, valid as a part of a file's name: for example <c>-w256-d4-bfloat16</c>; empty for
    /// the default.
    /// </summary>
    /// <param name="workload">The workload's name.</param>
    public string SuffixFor(string workload) =>
        this == DefaultOf(workload) ? "" : string.Create(CultureInfo.InvariantCulture, $"-w{Width}-d{Depth}-{DtypeName}");

    /// <summary>The same for people: for example <c>width 256, depth 4, bfloat16</c>; empty for the default.</summary>
    /// <param name="workload">The workload's name.</param>
    public string WordsFor(string workload) =>
        this == DefaultOf(workload) ? "" : string.Create(CultureInfo.InvariantCulture, $"width {Width}, depth {Depth}, {DtypeName}");
}
