using BenchmarkDotNet.Attributes;
using ThroughputBench.Against;

namespace ThroughputBench.Benchmarks;

/// <summary>Today's training loop and monitor against those of another commit: on one model, in one process. Measured by <c>check --against</c>.</summary>
public class AgainstBenchmark : MonitoredTraining
{
    private readonly SideFolders _sides = MeasurementPlan.Current.Sides
        ?? throw new InvalidOperationException("This benchmark compares two commits, and must be told which: ./run.sh check --against COMMIT.");

    /// <summary>Whether the other commit is measured against itself: the noise floor.</summary>
    [Params(true, false)]
    public bool Itself { get; set; }

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void NewAgainstOld() => RunCandidate(1);

    private protected override TrainingSide Control(TrainingBench bench) => Begin(bench, _sides.Old);

    private protected override TrainingSide Candidate(TrainingBench bench) => Begin(bench, Itself ? _sides.Old : _sides.New);

    private TrainingSide Begin(TrainingBench bench, string side) => bench.Monitored(SideContext.Of(side), Accumulate, Interval);
}
