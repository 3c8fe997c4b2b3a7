using BenchmarkDotNet.Attributes;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>What the monitor costs: training with it against training without it.</summary>
public class OverheadBenchmark : PairedTraining
{
    /// <summary>L: how often the monitor logs.</summary>
    [ParamsSource(nameof(LogIntervals))]
    public int LogEvery { get; set; } = 1;

    /// <summary>What <see cref="LogEvery"/> counts.</summary>
    [ParamsSource(nameof(LogUnits))]
    public LogUnit LogUnit { get; set; }

    /// <summary>The log intervals of the run's grid.</summary>
    public static IEnumerable<int> LogIntervals => BenchmarkGrid.Current.LogIntervals;

    /// <summary>The units of the run's grid.</summary>
    public static IEnumerable<LogUnit> LogUnits => BenchmarkGrid.Current.LogUnits;

    /// <inheritdoc/>
    protected override int BatchesPerPeriod => LogUnit == LogUnit.Steps ? checked(LogEvery * Accumulate) : LogEvery;

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Monitor() => RunCandidate(1);

    private protected override FitRun<Batch> Candidate(TrainingBench bench) =>
        bench.Monitored(Accumulate, new LogInterval(LogEvery, LogUnit), bench.Monitor());
}
