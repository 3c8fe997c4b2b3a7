using BenchmarkDotNet.Attributes;
using ThroughputBench.Pairing;
using ThroughputBench.Statistics;

namespace ThroughputBench.Benchmarks;

/// <summary>Two runs of training, interleaved on one model, one optimizer and the same data.</summary>
[Config(typeof(PairedTrainingConfig))]
public abstract class PairedTraining : IPaired
{
    /// <summary>
    /// How many times as wide as the interval that ends a measurement early one may be that ends it when its time is over.
    /// </summary>
    private const double GoodEnough = 1.5;

    // On a device a block ends with a wait, and what the host saves by running ahead shows only inside one. A block of many steps keeps the
    // wait small
    // and leaves the host room; 10 ms still make some 150 pairs in the 3 s of a cell.
    private static readonly TimeSpan DeviceBlock = TimeSpan.FromMilliseconds(10);

    private readonly MeasurementPlan _plan = MeasurementPlan.Current;
    private TrainingBench? _bench;
    private TrainingSide? _control;
    private TrainingSide? _candidate;

    /// <summary>Where the model lives: <c>cpu</c>.</summary>
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
    /// engine
    /// interleaves by micro-batch, which is its operation, and measures whole periods.
    /// </summary>
    protected abstract int BatchesPerPeriod { get; }

    /// <summary>For how many cells' time it may be measured.</summary>
    private protected virtual int Cells => 1;

    private double LaunchSeconds => Cells * _plan.SecondsPerCell / _plan.Launches;

    /// <summary>A launch need not know alone what all of them know together.</summary>
    private double LaunchHalfWidth => _plan.TargetHalfWidth * Math.Sqrt(_plan.Launches);

    private double Patience => Math.Max(1, _plan.PatienceAt(DateTimeOffset.UtcNow) / Cells);

    /// <summary>Sets both runs up.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _bench = NewBench(_plan);
        _control = Control(_bench, _bench.Data());
        _candidate = Candidate(_bench, _bench.DataApart());
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

    /// <summary>Clears away what the candidate left on disk.</summary>
    protected virtual void ClearAway() { }

    private protected virtual TrainingBench NewBench(MeasurementPlan plan) => new(plan, Workload, Device);

    private protected virtual TrainingSide Control(TrainingBench bench, EndlessData data) =>
        TrainingSide.Of(bench.Control(Accumulate, data));

    private protected abstract TrainingSide Candidate(TrainingBench bench, EndlessData data);

    private PairedPlan PlanOf(EstimateSoFar estimate)
    {
        var goal = new PrecisionGoal(LaunchHalfWidth);
        var waiting = new WorthWaiting(new PrecisionGoal(GoodEnough * LaunchHalfWidth), Patience);
        return new()
        {
            OperationsPerPeriod = BatchesPerPeriod,
            BlockDuration = _bench?.Stream is null ? new PairedPlan().BlockDuration : DeviceBlock,
            WarmUp = TimeSpan.FromSeconds(Math.Min(0.5, _plan.SecondsPerCell)),
            MinimumTime = TimeSpan.FromSeconds(Math.Min(0.5, LaunchSeconds)),
            MaximumTime = TimeSpan.FromSeconds(LaunchSeconds),
            MinimumPairs = Math.Max(RatioEstimate.MinimumPairs / _plan.Launches, RatioEstimate.MinimumPairsOfLaunch),
            UsableWhen = blocks => waiting.IsOver(estimate.Of(blocks)),
            Patience = Patience,
            StopWhen = blocks => blocks.Pairs >= RatioEstimate.MinimumPairs && goal.IsReached(estimate.Of(blocks)),
        };
    }

    // A block's time is the host's. A device would still be at work when the host is done with a block, and its time would be the next
    // block's, the other side's: so
    // both sides alike wait at each block's end.
    private void Run(TrainingSide side, int operations)
    {
        side.Advance(operations);
        _bench!.Stream?.Synchronize();
    }
}
