namespace ThroughputBench.Devices;

/// <summary>
/// The queries to NVIDIA's management library; nothing is ever changed. <see langword="null"/> stands for what it does not say:
/// not every GPU knows everything.
/// </summary>
internal interface INvml
{
    /// <summary>For example <c>570.86.15</c>.</summary>
    string? DriverVersion();

    /// <summary>The newest CUDA that the driver can do: for example 12080.</summary>
    int? CudaVersion();

    /// <summary>A GPU's handle.</summary>
    /// <param name="busId">Where it is on the PCI bus: for example <c>0000:0f:00.0</c>. CUDA and NVML number GPUs differently; this they
    /// agree on.</param>
    nint? Handle(string busId);

    /// <summary>For example <c>NVIDIA H100 80GB HBM3</c>.</summary>
    string? Name(nint gpu);

    /// <summary>Memory in bytes.</summary>
    (ulong Total, ulong Free)? Memory(nint gpu);

    /// <summary>A clock now, in MHz.</summary>
    uint? Clock(nint gpu, NvmlClock clock);

    /// <summary>The fastest that it goes, in MHz.</summary>
    uint? MaximumClock(nint gpu, NvmlClock clock);

    /// <summary>What keeps the clocks down at this moment, as bits.</summary>
    ulong? ThrottleReasons(nint gpu);

    /// <summary>For how long a limit has kept the clocks down so far, in nanoseconds.</summary>
    ulong? Violation(nint gpu, NvmlLimit limit);

    /// <summary>Whether memory errors are corrected.</summary>
    bool? Ecc(nint gpu);

    /// <summary>Whether it is cut into slices (MIG).</summary>
    bool? Mig(nint gpu);

    /// <summary>The power that it may take, in milliwatts.</summary>
    uint? PowerCap(nint gpu);

    /// <summary>In degrees Celsius.</summary>
    uint? Temperature(nint gpu);
}
