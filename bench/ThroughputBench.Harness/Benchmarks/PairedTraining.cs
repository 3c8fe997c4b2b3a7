using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using ThroughputBench.Pairing;
using ThroughputBench.Statistics;

namespace ThroughputBench.Benchmarks;

/// <summary>Two runs of training, interleaved on one model, one optimizer and the same data.</summary>
[Config(typeof(PairedTrainingConfig))]
public abstract class PairedTraining : IPairedLayouts
{
    /// <summary>
    /// How many times wider than the goal an interval may be to end the measurement once its time is over.
    /// </summary>
    private const double GoodEnough = 1.5;

    // On a device a block ends with a wait, so the host can run ahead only inside a block. A block of many steps keeps the wait small and
    // lets the host run ahead; 10 ms still give some 150 pairs in the 3 s of a cell.
    private static readonly TimeSpan DeviceBlock = TimeSpan.FromMilliseconds(10);

    /// <summary>What this process has measured before: its code is compiled, and a shorter warm-up is enough.</summary>
    private static readonly ConcurrentDictionary<(string Device, string Workload), bool> Begun = [];

    private readonly MeasurementPlan _plan = MeasurementPlan.Current;
    private TrainingBench? _bench;
    private TrainingSide? _control;
    private TrainingSide? _candidate;

    /// <summary>The model's device: <c>cpu</c>.</summary>
    [ParamsSource(nameof(Devices))]
    public string Device { get; set; } = "cpu";

    /// <summary>The workload's name.</summary>
    [ParamsSource(nameof(Workloads))]
    public string Workload { get; set; } = "mlp";

    /// <summary>Micro-batches per optimizer step.</summary>
    [ParamsSource(nameof(Accumulations))]
    public int Accumulate { get; set; } = 1;

    /// <summary>The devices of the run's grid.</summary>
    public static IEnumerable<string> Devices => MeasurementPlan.Current.Grid.Devices;

    /// <summary>The workloads of the run's grid.</summary>
    public static IEnumerable<string> Workloads => MeasurementPlan.Current.Grid.Workloads;

    /// <summary>The accumulations of the run's grid.</summary>
    public static IEnumerable<int> Accumulations => MeasurementPlan.Current.Grid.Accumulations;

    /// <inheritdoc/>
    public PairedPlan Plan => PlanOf(new EstimateSoFar());

    /// <summary>
    /// Micro-batches after which the work repeats on both sides: whole accumulation cycles, from one log of the candidate to the next. The
    /// engine interleaves by micro-batch, which is its operation, and measures whole periods.
    /// </summary>
    protected abstract int BatchesPerPeriod { get; }

    /// <summary>How many times both sides are set up within a launch.</summary>
    private protected virtual int Layouts => 1;

    /// <summary>How long a block of micro-batches takes on the CPU, at least.</summary>
    private protected virtual TimeSpan HostBlock { get; } = new PairedPlan().BlockDuration;

    /// <summary>How many cells' time it may be measured for.</summary>
    private protected virtual double CellsOfTime => 1;

    private protected int Launches => _plan.LaunchesOf(Workload);

    private double LaunchSeconds => CellsOfTime * _plan.SecondsOfLaunchOf(Workload);

    /// <summary>A single launch does not need the precision of all launches together.</summary>
    private double LaunchHalfWidth => _plan.TargetHalfWidth * Math.Sqrt(Launches);

    /// <summary>The interval says how much launches differ: of several, none has to wait until it is precise alone.</summary>
    private double Patience => Launches > 1 ? 1 : Math.Max(1, _plan.PatienceAt(DateTimeOffset.UtcNow) / Math.Max(1, CellsOfTime));

    /// <summary>Sets both runs up.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _bench = NewBench(_plan);
        Prepare(_bench);
        BeginSides(_bench);
    }

    /// <inheritdoc/>
    public void SetUpAgain()
    {
        CleanUp();
        BeginSides(_bench = NewBench(_plan));
    }

    /// <summary>Ends both runs.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _control?.End();
        _candidate?.End();
        _bench?.Dispose();
        ClearAway();
        _bench?.RequireLoggersHealthy();
    }

    /// <inheritdoc/>
    public void RunControl(int operations) => Run(_control!, operations);

    /// <inheritdoc/>
    public void RunCandidate(int operations) => Run(_candidate!, operations);

    /// <summary>Has done what is done once in a launch, before its sides begin.</summary>
    private protected virtual void Prepare(TrainingBench bench) { }

    /// <summary>Deletes the candidate's files.</summary>
    protected virtual void ClearAway() { }

    private protected virtual TrainingBench NewBench(MeasurementPlan plan) => new(plan, Workload, Device);

    private protected virtual TrainingSide Control(TrainingBench bench, EndlessData data) =>
        TrainingSide.Of(bench.Control(Accumulate, data));

    private protected abstract TrainingSide Candidate(TrainingBench bench, EndlessData data);

    private void BeginSides(TrainingBench bench)
    {
        _control = Control(bench, bench.Data());
        _candidate = Candidate(bench, bench.DataApart());
    }

    private PairedPlan PlanOf(EstimateSoFar estimate)
    {
        var goal = new PrecisionGoal(LaunchHalfWidth);
        var waiting = new WorthWaiting(new PrecisionGoal(GoodEnough * LaunchHalfWidth), Patience);
        return new()
        {
            OperationsPerPeriod = BatchesPerPeriod,
            BlockDuration = _bench?.Stream is null ? HostBlock : DeviceBlock,
            WarmUp = TimeSpan.FromSeconds(
                Math.Min(0.5, Begun.TryAdd((Device, Workload), true) ? _plan.SecondsPerCell / 4 : LaunchSeconds / 10)
            ),
            // Each layout and each launch gets its part of the time, however precise the first ones are.
            MinimumTime = TimeSpan.FromSeconds(Layouts * Launches > 1 ? LaunchSeconds : Math.Min(0.5, LaunchSeconds)),
            Layouts = Layouts,
            MaximumTime = TimeSpan.FromSeconds(LaunchSeconds),
            MinimumPairs = Math.Max(RatioEstimate.MinimumPairs / Launches, RatioEstimate.MinimumPairsOfLaunch),
            UsableWhen = blocks => waiting.IsOver(estimate.Of(blocks)),
            Patience = Patience,
            StopWhen = blocks => blocks.Pairs >= RatioEstimate.MinimumPairs && goal.IsReached(estimate.Of(blocks)),
        };
    }

    // A block is timed by the host's clock. A device would still be working at the end of the host's block, and that time would count for
    // the next block, the other side's. So both sides wait at each block's end.
    private void Run(TrainingSide side, int operations)
    {
        side.Advance(operations);
        _bench!.Stream?.Synchronize();
    }
}
