using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A monitor's configuration, stated by the harness: this reveals a monitor whose defaults or options have changed.
/// </summary>
/// <param name="WindowSteps">W.</param>
/// <param name="WarmupSteps">Steps at the start of training that no rate includes.</param>
/// <param name="Options">The rest.</param>
internal sealed record MonitorPromise(int WindowSteps, int WarmupSteps, ThroughputMonitorOptions<Batch> Options)
{
    /// <summary>The FLOP/s that MFU is a share of; <see langword="null"/> for no MFU.</summary>
    public double? PeakPerSecond { get; init; }

    /// <summary>How many times this device's rates those of all devices are; <see langword="null"/> if these are not logged.</summary>
    public double? AllDevices { get; init; }

    /// <summary>The user's function that adds up the figures of all devices, if it is compared what it receives.</summary>
    public KeptReducer? Reducer { get; init; }

    /// <summary>Whether it cannot count an empty batch: its samples, items and FLOPs are then not known.</summary>
    public bool MissesEmptyBatches { get; init; }

    /// <summary>Whether the figures are published as instruments too.</summary>
    public bool IsPublished { get; init; }

    /// <summary>What comes between the parts of a metric's name.</summary>
    public string Separator { get; init; } = "/";
}
