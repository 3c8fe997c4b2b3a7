using BenchmarkDotNet.Attributes;
using ThroughputBench.Pairing;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// The A/A control: training against itself, through the same engine, with the same probes around a hook that does nothing on both sides.
/// Its difference is noise, for whole steps and for hooks.
/// </summary>
public class NoiseFloorBenchmark : PairedTraining, IPairedSections
{
    /// <summary>
    /// Cells between two parts of the control: some five seconds of each round, so that a cell's control is of its own time.
    /// </summary>
    internal const int CellsBetweenParts = 9;

    /// <summary>Which part of the control it is, from 0: the first is before all cells.</summary>
    [ParamsSource(nameof(Parts))]
    public int Part { get; set; }

    /// <summary>The parts of the run's control.</summary>
    public static IEnumerable<int> Parts => Enumerable.Range(0, MeasurementPlan.Current.Grid.ControlParts);

    /// <inheritdoc/>
    protected override int BatchesPerPeriod => Accumulate;

    /// <summary>In parts, a cell's control is the one before it and the one after it.</summary>
    private protected override double CellsOfTime => MeasurementPlan.Current.HasControlInParts(Workload) ? 0.5 : 1;

    /// <summary>As many as a cell has.</summary>
    private protected override int Layouts => OverheadBenchmark.LayoutsIn(Launches);

    /// <summary>What a hook that does nothing takes.</summary>
    public SectionTimes ControlSections { get; } = new();

    /// <summary>The same on the other side.</summary>
    public SectionTimes CandidateSections { get; } = new();

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Nothing() => RunCandidate(1);

    // The control is the first that a process warms up for, beside others: the monitor's hooks are compiled then, and not one after the
    // other when cells are measured.
    private protected override void Prepare(TrainingBench bench) => HookWarmUp.Begin(bench);

    private protected override TrainingSide Control(TrainingBench bench, EndlessData data) => Side(bench, data, ControlSections);

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) => Side(bench, data, CandidateSections);

    private TrainingSide Side(TrainingBench bench, EndlessData data, SectionTimes times) =>
        TrainingSide.Of(bench.Control(Accumulate, data, HookProbes.AroundNothing(times)));
}
