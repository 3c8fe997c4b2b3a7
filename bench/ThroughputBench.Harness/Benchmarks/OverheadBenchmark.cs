using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Benchmarks;

/// <summary>What the monitor costs: training with it against training without it.</summary>
public class OverheadBenchmark : MonitoredTraining
{
    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Monitor() => RunCandidate(1);

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) =>
        TrainingSide.Of(bench.Monitored(Accumulate, Interval, bench.Monitor(Timing), data));
}
