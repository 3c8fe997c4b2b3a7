using BenchmarkDotNet.Attributes;
using ThroughputBench.Pairing;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// What the monitor costs: training with it against training without it. Both sides have the harness's probes, so that the hook's own time
/// is known beside the step's.
/// </summary>
public class OverheadBenchmark : MonitoredTraining, IPairedSections
{
    /// <summary>
    /// What a hook takes depends on where its objects and the model's lie: by 6 to 15 % from one set-up to the next. With four of them a
    /// quarter of a second is left to each even if a cell has one second.
    /// </summary>
    internal const int LayoutsOfCell = 4;

    private protected override int Layouts => LayoutsIn(Launches);

    /// <summary>How many of a cell's layouts one launch has.</summary>
    internal static int LayoutsIn(int launches) => Math.Max(1, LayoutsOfCell / launches);

    /// <summary>What a hook that does nothing takes.</summary>
    public SectionTimes ControlSections { get; } = new();

    /// <summary>What the monitor's hook takes.</summary>
    public SectionTimes CandidateSections { get; } = new();

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Monitor() => RunCandidate(1);

    private protected override void Prepare(TrainingBench bench) => HookWarmUp.Run(bench, Timing);

    private protected override TrainingSide Control(TrainingBench bench, EndlessData data) =>
        TrainingSide.Of(bench.Control(Accumulate, data, HookProbes.AroundNothing(ControlSections)));

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) =>
        TrainingSide.Of(bench.MonitoredBetween(CandidateSections, Accumulate, Interval, bench.Monitor(Timing), data));
}
