namespace ThroughputBench.Records;

/// <summary>What bears on a measurement and can be other a minute later, or should not be so at all.</summary>
internal sealed record MachineState
{
    /// <summary>Cores that the process may use.</summary>
    public required int UsableCores { get; init; }

    /// <summary>
    /// Processes that wanted to run, on average over the last minute; <see langword="null"/> if the system does not say.
    /// </summary>
    public double? LoadAverage { get; init; }

    /// <inheritdoc cref="MachineFingerprint.CpuQuotaCores"/>
    public double? CpuQuotaCores { get; init; }

    /// <inheritdoc cref="MachineFingerprint.CpuGovernor"/>
    public string? CpuGovernor { get; init; }

    /// <inheritdoc cref="MachineFingerprint.TieredPgo"/>
    public bool TieredPgo { get; init; }

    /// <summary>Whether the garbage collector is the server's, with a thread and a heap for each core.</summary>
    public bool ServerGarbageCollector { get; init; }

    /// <summary>Whether a debugger is attached.</summary>
    public bool Debugger { get; init; }

    /// <summary>Whether the program was compiled without optimization.</summary>
    public bool DebugBuild { get; init; }

    /// <summary>Whether a battery is being emptied.</summary>
    public bool OnBattery { get; init; }
}
