namespace ThroughputBench.Devices;

/// <summary>What can keep a GPU's clocks down, by NVML's number.</summary>
internal enum NvmlLimit
{
    /// <summary>The power that it may take.</summary>
    Power = 0,

    /// <summary>The temperature that it may have.</summary>
    Thermal = 1,
}
