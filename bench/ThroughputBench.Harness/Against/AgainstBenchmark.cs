using BenchmarkDotNet.Attributes;
using ThroughputBench.Benchmarks;

namespace ThroughputBench.Against;

/// <summary>
/// Today's training loop and monitor against those of another commit: on one model, in one process. Measured by <c>check --against</c>.
/// </summary>
public class AgainstBenchmark : MonitoredTraining
{
    /// <summary>
    /// For how many cells' time a case may be measured. It stops early on a quiet machine; on a busy one its launches need the time.
    /// </summary>
    internal const int CellsOfTime = 4;

    private readonly SideFolders _sides = MeasurementPlan.Current.Sides
        ?? throw new InvalidOperationException(
            "This benchmark compares two commits; name the other one: ./run.sh check --against COMMIT."
        );

    /// <summary>
    /// Whether the other commit is measured against itself: the noise floor. It is loaded twice for that, as two commits are.
    /// </summary>
    [Params(true, false)]
    public bool Itself { get; set; }

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void NewAgainstOld() => RunCandidate(1);

    private protected override int Cells => CellsOfTime;

    private protected override TrainingSide Control(TrainingBench bench, EndlessData data) => Begin(bench, _sides.Old, data);

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) =>
        Begin(bench, Itself ? _sides.Old : _sides.New, data);

    // JIT compilation and memory placement differ from load to load: two loads of the same code were up to 0.4 % of a step of mlp apart.
    // Each launch loads both sides again, so that this averages out and the interval includes the rest.
    private TrainingSide Begin(TrainingBench bench, string side, EndlessData data) =>
        bench.Monitored(SideContext.LoadAnew(side), Accumulate, Interval, data);
}
