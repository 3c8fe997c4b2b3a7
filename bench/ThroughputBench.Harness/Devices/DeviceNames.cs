using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Devices;

/// <summary>The devices that <c>--device</c> names, each of which must be there and fit to train on.</summary>
internal sealed class DeviceNames(ICudaSystem cuda)
{
    /// <summary>
    /// What a context of the driver and libtorch's kernels take on a GPU before a training begins, and room for a small training.
    /// </summary>
    private const long LeastFreeBytes = 1L << 30;

    private const double Gibi = 1L << 30;

    /// <summary>Every device that can be used.</summary>
    public IReadOnlyList<string> Found() => cuda.DeviceCount > 0 ? ["cpu", "cuda"] : ["cpu"];

    /// <summary>Refuses a device that cannot be trained on.</summary>
    /// <exception cref="InputException">It cannot; the message is the line for the user.</exception>
    public void Require(string name)
    {
        if (name == "cpu")
            return;
        string[] parts = name.Split(':');
        int index = 0;
        if (
            parts[0] != "cuda"
            || parts.Length > 2
            || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index))
        )
        {
            throw new InputException($"--device must be cpu, cuda, cuda:N or auto, not '{name}'.");
        }
        if (!cuda.LibtorchHasCuda)
        {
            throw new InputException(
                $"--device {name}: libtorch ({cuda.Libtorch}) was built without CUDA; give one that was built with it (--libtorch DIR or "
                    + "LIBTORCH), or use --device cpu."
            );
        }
        int found = cuda.DeviceCount;
        if (found == 0)
        {
            throw new InputException(
                $"--device {name}: no CUDA device can be used here (no NVIDIA GPU, no driver, "
                    + "or none that CUDA_VISIBLE_DEVICES lets be seen); use --device cpu."
            );
        }
        if (index >= found)
        {
            throw new InputException(
                $"--device {name}: there {(found == 1 ? "is only 1 CUDA device" : $"are only {found} CUDA devices")}, numbered from 0."
            );
        }
        if (cuda.FreeMemoryBytes(index) is { } free and < LeastFreeBytes)
        {
            throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--device {name}: only {free / Gibi:0.00} GiB of its memory are free, and a training needs "
                        + $"{LeastFreeBytes / Gibi:0.##} GiB at least; end what has taken it, or name another device."
                )
            );
        }
        if (cuda.WhatIsWrong(index) is { } wrong)
        {
            throw new InputException(
                $"--device {name}: libtorch ({cuda.Libtorch}) cannot be trusted there: a small training of known numbers went wrong: "
                    + $"{wrong}."
            );
        }
    }
}
