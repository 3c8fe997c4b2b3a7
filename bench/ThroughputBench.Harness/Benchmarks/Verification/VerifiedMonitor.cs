using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Training.Flops;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>One of the monitors in a verified training, with its reports.</summary>
internal sealed class VerifiedMonitor : IDisposable
{
    private readonly List<Said> _said = [];
    private readonly List<RuntimeReading> _atPasses = [];
    private readonly List<Progress> _progress = [];
    private readonly PublishedFigures? _published;
    private TrainingTape? _tape;

    private VerifiedMonitor(
        MonitorPromise promise,
        ThroughputMonitor<Batch> monitor,
        IEnumerable<Callback<Batch>> callbacks,
        bool timesDevice
    )
    {
        (Promise, Monitor, Callbacks, TimesDevice) = (promise, monitor, [.. callbacks, new BeginReading(this)], timesDevice);
        _published = promise.IsPublished ? new PublishedFigures(monitor) : null; // before the next line: a log is published first
        monitor.Logged += (state, snapshot) =>
        {
            RuntimeReading runtime = RuntimeReading.Now();
            _said.Add(
                new Said(state.Stage, snapshot, monitor.Read(state.Stage), runtime, _published?.Take(state), promise.Reducer?.Take())
            );
        };
    }

    /// <summary>Its configuration.</summary>
    public MonitorPromise Promise { get; }

    /// <summary>The monitor.</summary>
    public ThroughputMonitor<Batch> Monitor { get; }

    /// <summary>Its callback in the trainer.</summary>
    public IReadOnlyList<Callback<Batch>> Callbacks { get; }

    /// <summary>Whether it reads a device's clock.</summary>
    public bool TimesDevice { get; }

    /// <summary>Whether its logs tell of few ends of cycles only, as <see cref="PromisedLogs"/> has it.</summary>
    public bool TellsOfFewEnds => TimesDevice && Promise.Options is { DeviceTiming: DeviceTiming.Events, StepTimes: false };

    /// <summary>
    /// Whether its logs tell of the newest end that the device has passed: the one before, because that of the log was placed a moment ago.
    /// </summary>
    public bool TellsOfEndBefore => TimesDevice && Promise.Options is { DeviceTiming: DeviceTiming.Events, StepTimes: true };

    /// <summary>The runtime's counters when the monitor began with training.</summary>
    public RuntimeReading AtBegin { get; private set; }

    /// <summary>The same when it began with each pass over other data.</summary>
    public IReadOnlyList<RuntimeReading> AtPasses => _atPasses;

    /// <summary>The snapshots of its logs, in order.</summary>
    public IReadOnlyList<Said> All => _said;

    /// <summary>What it had counted after micro-batches inside cycles.</summary>
    public IReadOnlyList<Progress> InsideCycles => _progress;

    /// <summary>A loop written by hand has begun, which calls no callback but the monitor.</summary>
    public void BeginByHand() => AtBegin = RuntimeReading.Now();

    /// <summary>A training begins: its reports are of this one.</summary>
    /// <param name="tape">The harness's account of it.</param>
    public void Begin(TrainingTape tape)
    {
        _tape = tape;
        _said.Clear();
        _atPasses.Clear();
        _progress.Clear();
    }

    public void Dispose() => _published?.Dispose();

    /// <summary>
    /// The monitors in every training: one with a small window and every metric, one with a warm-up, one that cannot count an empty batch
    /// and has another log interval than the trainer, and one with the defaults. Except for the default, their windows leave the start of
    /// training after a few steps. Events time a device in another way if no step times are logged, so each of them looks on without step
    /// times too. (What it waited for data is on the host's clock, whatever times the device.)
    /// </summary>
    public static IReadOnlyList<VerifiedMonitor> CreateAll(
        TrainingBench bench,
        VerificationPlan plan,
        VirtualClock clock,
        DeviceTiming? timing
    )
    {
        ICudaDriver? driver = timing is null ? null : new VirtualDevice(clock);
        var reducer = new KeptReducer(5);
        int failures = 0;
        var common = new ThroughputMonitorOptions<Batch>
        {
            LogEvery = plan.LogEvery,
            SamplesOf = static batch => batch.Samples,
            DeviceTiming = timing ?? default,
        };
        MonitorPromise[] promises =
        [
            new(
                3,
                0,
                common with
                {
                    Prefix = "all",
                    WindowSteps = 3,
                    ItemsOf = static batch => batch.Items,
                    FlopsOf = static batch => TapedTotals.FlopsOf(batch),
                    Peak = PeakFlops.GivenByUser(2e10, FlopDtype.Float32),
                    World = new World(3),
                    StepTimes = true,
                    DataWait = true,
                }
            )
            {
                PeakPerSecond = 2e10,
                AllDevices = 3,
                IsPublished = true,
            },
            new(
                2,
                2,
                common with
                {
                    Prefix = "warm",
                    WindowSteps = 2,
                    WarmupSteps = 2,
                    Separator = ".",
                    FlopsPerBatch = new PassFlops(1_009, 2_027),
                    Peak = PeakFlops.GivenByUser(1e7, FlopDtype.Float32).WithSparsity(2),
                    World = new World(2, reducer.Reduce),
                    StepTimes = true,
                }
            )
            {
                PeakPerSecond = 2e7,
                AllDevices = 5,
                Reducer = reducer,
                Separator = ".",
            },
            new(
                2,
                0,
                common with
                {
                    Prefix = "missing",
                    LogEvery = LogInterval.Steps(plan.LogEvery.Every == 2 ? 3 : 2),
                    WindowSteps = 2,
                    SamplesOf = static batch => batch.Samples > 0 ? batch.Samples : throw new InvalidOperationException("No sample."),
                    ItemsOf = batch => batch.Samples > 0 ? batch.Items : FailOrGive(-1L),
                    FlopsOf = batch => batch.Samples > 0 ? TapedTotals.FlopsOf(batch) : FailOrGive<PassFlops?>(null),
                    World = new World(2, static _ => throw new InvalidOperationException("No other device answers.")),
                }
            )
            {
                MissesEmptyBatches = true,
                AllDevices = double.NaN,
            },
            new(
                TrainingBench.WindowSteps,
                0,
                common with
                {
                    Prefix = plan.Beginning == Beginning.ByHand ? null : "default", // there it is alone
                    LogEvery = null,
                    StepTimes = true,
                }
            ),
        ];
        IEnumerable<MonitorPromise> withoutStepTimes =
            timing == DeviceTiming.Events
                ? promises.Select(promise =>
                    promise with
                    {
                        IsPublished = false,
                        Options = promise.Options with
                        {
                            Prefix = promise.Options.Prefix + "-without-step-times",
                            StepTimes = false,
                            DataWait = false,
                        },
                    }
                )
                : [];
        return
        [
            .. promises
                .Concat(withoutStepTimes)
                .Select(promise =>
                {
                    ThroughputMonitor<Batch> monitor = bench.Monitor(promise.Options, clock, _ => driver);
                    return new VerifiedMonitor(
                        promise,
                        monitor,
                        bench.Around(monitor, plan.Accumulate, plan.LogEvery.Every),
                        timesDevice: driver is not null
                    );
                }),
        ];

        // Both functions are called for an empty batch, and fail for every second one.
        T FailOrGive<T>(T given) => failures++ / 2 % 2 == 0 ? given : throw new InvalidOperationException("Nothing to count.");
    }

    /// <summary>The monitor's report at a log.</summary>
    /// <param name="Stage">Of which stage.</param>
    /// <param name="Snapshot">Totals and rates.</param>
    /// <param name="Read">The same, read from the monitor.</param>
    /// <param name="Runtime">The runtime's counters at that moment.</param>
    /// <param name="Published">What its instruments published; <see langword="null"/> if it has none.</param>
    /// <param name="Reduced">What the user's reducer received; <see langword="null"/> if nothing.</param>
    internal sealed record Said(
        Stage Stage,
        ThroughputSnapshot Snapshot,
        ThroughputSnapshot Read,
        RuntimeReading Runtime,
        IReadOnlyDictionary<string, double>? Published,
        ThroughputFigures? Reduced
    );

    /// <summary>What it had counted when a micro-batch had ended, and what was right.</summary>
    internal sealed record Progress(ThroughputSnapshot Snapshot, TapedTotals Right);

    private sealed class BeginReading(VerifiedMonitor monitor) : Callback<Batch>
    {
        public override void OnTrainStart(TrainerState state) => monitor.AtBegin = RuntimeReading.Now();

        public override void OnEvaluationStart(TrainerState state)
        {
            if (!state.IsSanityCheck)
                monitor._atPasses.Add(RuntimeReading.Now());
        }

        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
        {
            if (!state.EndsCycle && !monitor.TimesDevice)
                monitor._progress.Add(new Progress(monitor.Monitor.Training, monitor._tape!.UntilLatestBatch));
        }
    }
}
