using ThroughputBench.Monitoring;

namespace ThroughputBench.Grid;

/// <summary>The lists whose product is the grid. Their order is the order of measuring.</summary>
internal sealed record GridOptions
{
    /// <summary>Accumulations of the default grid.</summary>
    public static IReadOnlyList<int> DefaultAccumulate { get; } = [1, 2, 4, 8];

    /// <summary>Log frequencies of the default grid.</summary>
    public static IReadOnlyList<int> DefaultLogEvery { get; } = [1, 2, 4, 8, 16, 32];

    /// <summary>Torch devices.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>Workloads, each with its batch size.</summary>
    public required IReadOnlyList<WorkloadSize> Workloads { get; init; }

    /// <summary>How the monitor times work on CUDA devices: a dimension of their cells. Empty for none.</summary>
    public IReadOnlyList<DeviceTiming> Timings { get; init; } = [];

    /// <summary>Values of A: micro-batches per optimizer step.</summary>
    public IReadOnlyList<int> Accumulate { get; init; } = DefaultAccumulate;

    /// <summary>Values of L, counted in <see cref="LogUnit"/>.</summary>
    public IReadOnlyList<int> LogEvery { get; init; } = DefaultLogEvery;

    /// <summary>What <see cref="LogEvery"/> counts.</summary>
    public LogUnit LogUnit { get; init; } = LogUnit.Batches;

    /// <summary>The part of the product that is meant; <see langword="null"/> for the whole.</summary>
    public Shard? Shard { get; init; }

    /// <summary>See <see cref="Records.RunOptions.CellSeconds"/>.</summary>
    public IReadOnlyDictionary<string, double>? CellSeconds { get; init; }

    /// <summary>See <see cref="Grid.Shard.Divide"/>.</summary>
    public long Seed { get; init; }
}
