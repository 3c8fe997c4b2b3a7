namespace ThroughputBench.Records;

/// <summary>
/// A GPU and its settings, as reported by its driver. It holds nothing private: no serial number or other mark of the individual chip.
/// </summary>
internal sealed record GpuFacts
{
    /// <summary>For example <c>NVIDIA H100 80GB HBM3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Memory in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Version of the driver: for example <c>570.86.15</c>.</summary>
    public string? Driver { get; init; }

    /// <summary>The newest CUDA that the driver can do: for example <c>12.8</c>.</summary>
    public string? CudaOfDriver { get; init; }

    /// <summary>The fastest clock of its multiprocessors, in MHz.</summary>
    public int? MaximumSmClockMegahertz { get; init; }

    /// <summary>The fastest clock of its memory, in MHz.</summary>
    public int? MaximumMemoryClockMegahertz { get; init; }

    /// <summary>The power that it may take, in watts.</summary>
    public double? PowerCapWatts { get; init; }

    /// <summary>Whether memory errors are corrected.</summary>
    public bool? Ecc { get; init; }

    /// <summary>Whether it is cut into slices.</summary>
    public bool? Mig { get; init; }
}
