using BenchmarkDotNet.Attributes;
using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// What the monitor costs with all its features: FLOPs and MFU, step times, figures of several devices, and, if it logs, a record of
/// everything at every step in a file of JSON lines. It is compared with training without a monitor.
/// </summary>
public class EverythingBenchmark : PairedTraining
{
    private string? _file;

    /// <summary>Whether every step is logged, or none: the cost between logs.</summary>
    [Params(true, false)]
    public bool LogsEveryStep { get; set; }

    /// <summary>Which figures on the use of time are measured and logged.</summary>
    [ParamsAllValues]
    public TimeKnown TimeKnown { get; set; }

    /// <inheritdoc/>
    protected override int BatchesPerPeriod => Accumulate;

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Everything() => RunCandidate(1);

    /// <inheritdoc/>
    protected override void ClearAway()
    {
        if (_file is not null)
            File.Delete(_file);
    }

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) =>
        TrainingSide.Of(
            bench.MonitoredInFull(
                Accumulate,
                LogInterval.Steps(LogsEveryStep ? 1 : int.MaxValue),
                TimeKnown,
                new JsonLinesLogger(_file = Path.GetTempFileName()),
                data
            )
        );
}
