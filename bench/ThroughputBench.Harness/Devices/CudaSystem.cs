using TorchSharp;

namespace ThroughputBench.Devices;

/// <summary>What libtorch and the driver say.</summary>
internal sealed class CudaSystem : ICudaSystem
{
    public bool LibtorchHasCuda => Devices.Libtorch.HasCuda;

    public string Libtorch => Devices.Libtorch.Description;

    public int DeviceCount => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    public string? WhatIsWrong(int index) => SmallTraining.WhatIsWrong(new torch.Device(DeviceType.CUDA, index));

    public long? FreeMemoryBytes(int index) => Gpus.OfThisMachine.State(index)?.FreeMemoryBytes;
}
