namespace ThroughputBench.Records;

/// <summary>Facts that affect a measurement and can change within a minute, or should be otherwise.</summary>
internal sealed record MachineState
{
    /// <summary>Cores that the process may use.</summary>
    public required int UsableCores { get; init; }

    /// <summary>
    /// Processes that were ready to run, on average over the last minute; <see langword="null"/> if unknown.
    /// </summary>
    public double? LoadAverage { get; init; }

    /// <inheritdoc cref="MachineFingerprint.CpuQuotaCores"/>
    public double? CpuQuotaCores { get; init; }

    /// <inheritdoc cref="MachineFingerprint.CpuGovernor"/>
    public string? CpuGovernor { get; init; }

    /// <inheritdoc cref="MachineFingerprint.TieredPgo"/>
    public bool TieredPgo { get; init; }

    /// <summary>Whether the server garbage collector is on, with a thread and a heap for each core.</summary>
    public bool ServerGarbageCollector { get; init; }

    /// <summary>Whether a debugger is attached.</summary>
    public bool Debugger { get; init; }

    /// <summary>Whether the program was compiled without optimization.</summary>
    public bool DebugBuild { get; init; }

    /// <summary>Whether the machine runs on battery.</summary>
    public bool OnBattery { get; init; }
}
