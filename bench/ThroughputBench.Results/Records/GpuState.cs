namespace ThroughputBench.Records;

/// <summary>How a GPU is at one moment. <see langword="null"/> stands for what its driver does not say.</summary>
internal sealed record GpuState
{
    /// <summary>Memory that nobody has taken, in bytes.</summary>
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
