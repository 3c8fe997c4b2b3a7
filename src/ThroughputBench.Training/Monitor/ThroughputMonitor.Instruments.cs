using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <content>What <see cref="MonitorInstruments"/> reads.</content>
public sealed partial class ThroughputMonitor<TBatch>
{
    /// <summary>Raised when a lifetime was loaded: what was counted before is not part of it.</summary>
    internal event Action<ThroughputMonitorState>? Loaded;

    /// <summary>A stage's meter.</summary>
    internal ThroughputMeter MeterOf(Stage stage) => _stages[stage].Meter;
}
