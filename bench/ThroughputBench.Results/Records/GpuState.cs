namespace ThroughputBench.Records;

/// <summary>A GPU's state at one moment. <see langword="null"/> if its driver does not report a value.</summary>
internal sealed record GpuState
{
    /// <summary>Free memory, in bytes.</summary>
    public long? FreeMemoryBytes { get; init; }

    /// <summary>Clock of the multiprocessors, in MHz.</summary>
    public int? SmClockMegahertz { get; init; }

    /// <summary>Clock of the memory, in MHz.</summary>
    public int? MemoryClockMegahertz { get; init; }

    /// <summary>Temperature in degrees Celsius.</summary>
    public int? TemperatureCelsius { get; init; }

    /// <summary>What slows it down at this moment, in words; none if nothing does.</summary>
    public IReadOnlyList<string>? Slowdowns { get; init; }

    /// <summary>How long the power cap has kept the clocks down so far, in milliseconds.</summary>
    public double? PowerLimitedMilliseconds { get; init; }

    /// <summary>How long the temperature has kept the clocks down so far, in milliseconds.</summary>
    public double? ThermallyLimitedMilliseconds { get; init; }
}
