using BenchmarkDotNet.Attributes;
using ThroughputBench.Benchmarks;
using ThroughputBench.Pairing;

namespace ThroughputBench.Against;

/// <summary>
/// Today's training loop and monitor against those of another commit: on one model, in one process. Measured by <c>check --against</c>.
/// </summary>
public class AgainstBenchmark : MonitoredTraining, IPairedSections
{
    /// <summary>For how many cells' time a case is measured.</summary>
    internal const int CellsOfCase = 2;

    /// <summary>
    /// JIT compilation and memory placement differ from load to load: two loads of the same code were up to 0.4 % of a step of mlp apart.
    /// Each layout has its own load of both, so that this averages out and the interval includes the rest. With six Student's t is 2.6.
    /// </summary>
    internal const int Loads = 6;

    private readonly SideFolders _sides = MeasurementPlan.Current.Sides
        ?? throw new InvalidOperationException(
            "This benchmark compares two commits; name the other one: ./run.sh check --against COMMIT."
        );

    private SideLoad[] _loads = [];
    private int _layout;

    /// <summary>
    /// Whether the other commit is measured against itself: the noise floor. It is loaded twice for that, as two commits are.
    /// </summary>
    [Params(true, false)]
    public bool Itself { get; set; }

    /// <summary>What the old monitor's hook takes.</summary>
    public SectionTimes ControlSections { get; } = new();

    /// <summary>What the new monitor's hook takes.</summary>
    public SectionTimes CandidateSections { get; } = new();

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void NewAgainstOld() => RunCandidate(1);

    private protected override double CellsOfTime => CellsOfCase;

    private protected override int Layouts => Loads;

    private protected override void Prepare(TrainingBench bench)
    {
        _loads = SideLoad.Several(_sides.Old, Itself ? _sides.Old : _sides.New, Loads);
        using var steps = new SmallestSteps(bench, _loads);
        steps.WarmUp();
    }

    private protected override TrainingSide Control(TrainingBench bench, EndlessData data) =>
        _loads[_layout].Old.Train(bench, Accumulate, Interval, data, ControlSections);

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) =>
        _loads[_layout++].New.Train(bench, Accumulate, Interval, data, CandidateSections);
}
