namespace ThroughputBench.Devices;

/// <summary>What there is to train on beside the CPU.</summary>
internal interface ICudaSystem
{
    /// <summary>Whether libtorch was built with CUDA.</summary>
    bool LibtorchHasCuda { get; }

    /// <summary>libtorch, for people.</summary>
    string Libtorch { get; }

    /// <summary>Devices that can be used; 0 without a driver.</summary>
    int DeviceCount { get; }

    /// <summary>What a small training of known numbers got wrong on a device; <see langword="null"/> if it was right.</summary>
    string? WhatIsWrong(int index);

    /// <summary>Memory that is free on a device, in bytes; <see langword="null"/> if unknown.</summary>
    long? FreeMemoryBytes(int index);
}
