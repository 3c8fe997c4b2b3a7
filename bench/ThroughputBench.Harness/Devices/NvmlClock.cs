namespace ThroughputBench.Devices;

/// <summary>A clock of a GPU, by NVML's number.</summary>
internal enum NvmlClock
{
    /// <summary>That of the multiprocessors.</summary>
    Sm = 1,

    /// <summary>That of the memory.</summary>
    Memory = 2,
}
