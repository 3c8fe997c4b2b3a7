using ThroughputBench.Grid;
using TorchSharp;

namespace ThroughputBench.Workloads;

/// <summary>What a workload is made from. The same options give the same weights, data and losses, bit for bit, on the same machine.</summary>
internal sealed record WorkloadOptions
{
    /// <summary>Where all chance comes from: weights and data.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A file of any bytes to train <c>bytelm</c> on; <see langword="null"/> for the project's own README. The other workloads make their data.</summary>
    public string? DataPath { get; init; }

    /// <summary>Where model and batches live; <see langword="null"/> for the CPU.</summary>
    public torch.Device? Device { get; init; }

    /// <summary>Samples per micro-batch; at least 1, or <see langword="null"/> for the workload's own size.</summary>
    public int? BatchSize { get; init; }

    /// <summary>See <see cref="WorkloadShape.Width"/>; <see langword="null"/> for the workload's own.</summary>
    public int? Width { get; init; }

    /// <summary>See <see cref="WorkloadShape.Depth"/>; <see langword="null"/> for the workload's own.</summary>
    public int? Depth { get; init; }

    /// <summary>Number format of parameters and inputs; <see langword="null"/> for the workload's own.</summary>
    public WorkloadDtype? Dtype { get; init; }

    /// <summary>Micro-batches per epoch, all of full size; at least 1, or <see langword="null"/> for the workload's own epoch.</summary>
    public long? BatchesPerEpoch { get; init; }
}
