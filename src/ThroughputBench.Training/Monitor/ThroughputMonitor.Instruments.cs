using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;

namespace ThroughputBench.Training;

/// <content>What <see cref="MonitorInstruments"/> reads.</content>
public sealed partial class ThroughputMonitor<TBatch>
{
    /// <summary>Raised when a lifetime was loaded: what was counted before is not part of it.</summary>
    internal event Action<ThroughputMonitorState>? Loaded;

    /// <summary>What MFU is a share of.</summary>
    internal PeakFlops? Peak => _options.Peak;

    /// <summary>A stage's meter.</summary>
    internal ThroughputMeter MeterOf(Stage stage) => _stages[stage].Meter;
}
