using BenchmarkDotNet.Attributes;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks;

/// <summary>Paired training in which a monitor logs: one cell of the grid.</summary>
public abstract class MonitoredTraining : PairedTraining
{
    /// <summary>L: how often the monitor logs.</summary>
    [ParamsSource(nameof(LogIntervals))]
    public int LogEvery { get; set; } = 1;

    /// <summary>What <see cref="LogEvery"/> counts.</summary>
    [ParamsSource(nameof(LogUnits))]
    public LogUnit LogUnit { get; set; }

    /// <summary>How the monitor times work on a CUDA device; <see langword="null"/> for its default, and on the CPU.</summary>
    [ParamsSource(nameof(Timings))]
    public DeviceTiming? Timing { get; set; }

    /// <summary>The timings of the run's grid.</summary>
    public static IEnumerable<DeviceTiming?> Timings => MeasurementPlan.Current.Grid.Timings;

    /// <summary>The log intervals of the run's grid.</summary>
    public static IEnumerable<int> LogIntervals => MeasurementPlan.Current.Grid.LogIntervals;

    /// <summary>The units of the run's grid.</summary>
    public static IEnumerable<LogUnit> LogUnits => MeasurementPlan.Current.Grid.LogUnits;

    /// <inheritdoc/>
    protected override int BatchesPerPeriod => LogUnit == LogUnit.Steps ? checked(LogEvery * Accumulate) : LogEvery;

    /// <summary>The interval, as the monitor takes it.</summary>
    private protected LogInterval Interval => new(LogEvery, LogUnit);
}
