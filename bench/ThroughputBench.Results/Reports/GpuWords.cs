using System.Globalization;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>A GPU in words.</summary>
internal static class GpuWords
{
    private const double Tera = 1e12;

    /// <summary>Its name, its settings, and its peak if it is known.</summary>
    public static string Of(GpuFacts gpu) => string.Join(", ", Facts(gpu));

    /// <summary>How it is now.</summary>
    public static string Of(GpuState state) => string.Join(", ", Facts(state));

    private static IEnumerable<string> Facts(GpuFacts gpu)
    {
        yield return gpu.Name;
        if (gpu.MemoryBytes is { } bytes)
            yield return Figures.Memory(bytes);
        if (gpu.Driver is { } driver)
            yield return $"driver {driver}" + (gpu.CudaOfDriver is { } cuda ? $" (CUDA {cuda})" : "");
        if (gpu.MaximumSmClockMegahertz is { } sm)
        {
            yield return Text($"clocks up to {sm} MHz")
                + (gpu.MaximumMemoryClockMegahertz is { } memory ? Text($" (memory {memory} MHz)") : "");
        }

        if (gpu.PowerCapWatts is { } watts)
            yield return Text($"power cap {watts:0.#} W");
        if (gpu.Ecc is { } ecc)
            yield return $"ECC {(ecc ? "on" : "off")}";
        if (gpu.Mig is { } mig)
            yield return $"MIG {(mig ? "on" : "off")}";
        yield return PeakOf(gpu.Name, FlopDtype.Float32);
        yield return PeakOf(gpu.Name, FlopDtype.BFloat16);
    }

    private static IEnumerable<string> Facts(GpuState state)
    {
        if (state.FreeMemoryBytes is { } free)
            yield return $"{Figures.Memory(free)} free";
        if (state.SmClockMegahertz is { } sm)
            yield return Text($"at {sm} MHz") + (state.MemoryClockMegahertz is { } memory ? Text($" (memory {memory} MHz)") : "");
        if (state.TemperatureCelsius is { } degrees)
            yield return Text($"{degrees} °C");
        if (state.Slowdowns is { } slowdowns)
            yield return slowdowns.Count == 0 ? "nothing slows it down" : $"slowed down: {string.Join(", ", slowdowns)}";
    }

    private static string PeakOf(string name, FlopDtype dtype) =>
        PeakFlops.Find(name, dtype).Peak is { } peak
            ? Text($"peak {peak.DensePerSecond / Tera:0.#} TFLOP/s in {PeakFlops.NameOf(dtype)}")
            : $"peak in {PeakFlops.NameOf(dtype)} unknown";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
