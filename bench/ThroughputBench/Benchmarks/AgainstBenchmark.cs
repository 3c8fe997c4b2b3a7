using BenchmarkDotNet.Attributes;
using ThroughputBench.Against;

namespace ThroughputBench.Benchmarks;

/// <summary>Today's training loop and monitor against those of another commit: on one model, in one process. Measured by <c>check --against</c>.</summary>
public class AgainstBenchmark : MonitoredTraining
{
    private readonly SideFolders _sides = MeasurementPlan.Current.Sides
        ?? throw new InvalidOperationException("This benchmark compares two commits, and must be told which: ./run.sh check --against COMMIT.");

    /// <summary>
    /// Whether the other commit is measured against itself: the noise floor. It is loaded twice for that, as two commits are: where code lies in memory is a
    /// difference too. On one machine two loads of the same code were 0.1 to 0.4 % of a step of mlp apart.
    /// </summary>
    [Params(true, false)]
    public bool Itself { get; set; }

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void NewAgainstOld() => RunCandidate(1);

    private protected override TrainingSide Control(TrainingBench bench, EndlessData data) => Begin(bench, SideContext.Of(_sides.Old), data);

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) =>
        Begin(bench, Itself ? SideContext.Of(_sides.Old, again: true) : SideContext.Of(_sides.New), data);

    private TrainingSide Begin(TrainingBench bench, SideContext side, EndlessData data) => bench.Monitored(side, Accumulate, Interval, data);
}
