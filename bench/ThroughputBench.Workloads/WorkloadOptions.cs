using TorchSharp;

namespace ThroughputBench.Workloads;

/// <summary>
/// The options of a workload. The same options give the same weights, data and losses, bit for bit, on the same machine.
/// </summary>
public sealed record WorkloadOptions
{
    /// <summary>The seed of all randomness: weights and data.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// A file of any bytes to train <c>bytelm</c> on; <see langword="null"/> for the frozen text that is part of the library. The other
    /// workloads generate their data.
    /// </summary>
    public string? DataPath { get; init; }

    /// <summary>The device of model and batches; <see langword="null"/> for the CPU.</summary>
    public torch.Device? Device { get; init; }

    /// <summary>Samples per micro-batch; at least 1, or <see langword="null"/> for the workload's default.</summary>
    public int? BatchSize { get; init; }

    /// <summary>See <see cref="ModelShape.Width"/>; <see langword="null"/> for the workload's default.</summary>
    public int? Width { get; init; }

    /// <summary>See <see cref="ModelShape.Depth"/>; <see langword="null"/> for the workload's default.</summary>
    public int? Depth { get; init; }

    /// <summary>
    /// Number format of parameters and inputs, <c>float32</c> or <c>bfloat16</c>; <see langword="null"/> for the workload's default.
    /// </summary>
    public torch.ScalarType? Dtype { get; init; }

    /// <summary>Micro-batches per epoch, all of full size; at least 1, or <see langword="null"/> for the workload's default.</summary>
    public long? BatchesPerEpoch { get; init; }
}
