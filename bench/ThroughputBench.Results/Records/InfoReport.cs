namespace ThroughputBench.Records;

/// <summary>What <c>info --json</c> prints.</summary>
internal sealed record InfoReport
{
    /// <summary>See <see cref="MachineFingerprint.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The machine, with every GPU that its driver names.</summary>
    public required MachineFingerprint Machine { get; init; }

    /// <summary>What measures.</summary>
    public required SoftwareVersions Versions { get; init; }

    /// <summary>Torch devices that can be trained on.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>How each of the machine's GPUs is now.</summary>
    public required IReadOnlyList<GpuState> GpuStates { get; init; }

    /// <summary>What could disturb a measurement, as sentences.</summary>
    public required IReadOnlyList<string> Disturbances { get; init; }

    /// <summary>Of each CUDA device and workload as it comes, whether the host or the device is the bottleneck.</summary>
    public IReadOnlyList<BottleneckRecord> Bottlenecks { get; init; } = [];
}
