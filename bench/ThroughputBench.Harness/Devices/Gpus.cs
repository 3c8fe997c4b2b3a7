using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Devices;

/// <summary>The machine's GPUs, by the numbers that PyTorch gives them: what they are, and how they are now.</summary>
/// <param name="nvml">The library to ask; <see langword="null"/> if there is none.</param>
/// <param name="busIdOf">Where a device is on the PCI bus.</param>
internal sealed class Gpus(INvml? nvml, Func<int, string?> busIdOf)
{
    private const double Mega = 1e6;

    // NVML's bits, with those left out that are no slowdown: an idle GPU, and clocks that somebody has set or synchronized.
    private static readonly (ulong Bit, string Word)[] Slowdowns =
    [
        (0x04, "power cap"),
        (0x08, "hardware slowdown"),
        (0x20, "temperature (by the driver)"),
        (0x40, "temperature (by the hardware)"),
        (0x80, "power brake"),
    ];

    /// <summary>Those of this machine.</summary>
    public static Gpus OfThisMachine { get; } = new(Nvml.OfThisMachine, CudaBus.IdOf);

    /// <summary>A device's number by its name, or <see langword="null"/> if it is not a GPU.</summary>
    public static int? IndexOf(string device) =>
        device.Split(':') is not ["cuda", .. var rest] ? null
        : rest is [var number] ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)
        : 0;

    /// <summary>What a GPU is.</summary>
    /// <returns><see langword="null"/> if there is none, or its state is unknown.</returns>
    public GpuFacts? Facts(int index) => Handle(index) is { } gpu ? FactsOf(gpu) : null;

    /// <summary>All that there are.</summary>
    public IReadOnlyList<GpuFacts> All() => [.. Enumerable.Range(0, int.MaxValue).Select(Facts).TakeWhile(gpu => gpu is not null)!];

    /// <summary>How a GPU is now.</summary>
    /// <returns><see langword="null"/> if there is none, or its state is unknown.</returns>
    public GpuState? State(int index) =>
        Handle(index) is not { } gpu
            ? null
            : new GpuState
            {
                FreeMemoryBytes = (long?)nvml!.Memory(gpu)?.Free,
                SmClockMegahertz = (int?)nvml.Clock(gpu, NvmlClock.Sm),
                MemoryClockMegahertz = (int?)nvml.Clock(gpu, NvmlClock.Memory),
                TemperatureCelsius = (int?)nvml.Temperature(gpu),
                Slowdowns = nvml.ThrottleReasons(gpu) is { } reasons
                    ? [.. Slowdowns.Where(slowdown => (reasons & slowdown.Bit) != 0).Select(slowdown => slowdown.Word)]
                    : null,
                PowerLimitedMilliseconds = nvml.Violation(gpu, NvmlLimit.Power) / Mega,
                ThermallyLimitedMilliseconds = nvml.Violation(gpu, NvmlLimit.Thermal) / Mega,
            };

    private nint? Handle(int index) => nvml is not null && busIdOf(index) is { } id ? nvml.Handle(id) : null;

    private GpuFacts? FactsOf(nint gpu) =>
        nvml!.Name(gpu) is not { } name
            ? null
            : new GpuFacts
            {
                Name = name,
                MemoryBytes = (long?)nvml.Memory(gpu)?.Total,
                Driver = nvml.DriverVersion(),
                CudaOfDriver = nvml.CudaVersion() is { } version
                    ? string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 10}")
                    : null,
                MaximumSmClockMegahertz = (int?)nvml.MaximumClock(gpu, NvmlClock.Sm),
                MaximumMemoryClockMegahertz = (int?)nvml.MaximumClock(gpu, NvmlClock.Memory),
                PowerCapWatts = nvml.PowerCap(gpu) / 1000.0,
                Ecc = nvml.Ecc(gpu),
                Mig = nvml.Mig(gpu),
            };
}
