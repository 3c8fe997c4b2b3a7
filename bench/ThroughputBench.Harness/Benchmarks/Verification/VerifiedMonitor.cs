using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Training.Flops;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>One of the monitors in a verified training, with its reports.</summary>
internal sealed class VerifiedMonitor
{
    private readonly List<Said> _said = [];

    private VerifiedMonitor(
        MonitorPromise promise,
        ThroughputMonitor<Batch> monitor,
        IEnumerable<Callback<Batch>> callbacks,
        bool timesDevice
    )
    {
        (Promise, Monitor, Callbacks, TimesDevice) = (promise, monitor, [.. callbacks, new BeginReading(this)], timesDevice);
        monitor.Logged += (state, snapshot) => _said.Add(new Said(state.Stage, snapshot, RuntimeReading.Now()));
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

    /// <summary>The runtime's counters when the monitor began with training.</summary>
    public RuntimeReading AtBegin { get; private set; }

    /// <summary>The snapshots of its logs, in order.</summary>
    public IReadOnlyList<Said> All => _said;

    /// <summary>
    /// The monitors in every training: one with a small window and every metric, one with a warm-up, and one with the defaults. Except for
    /// the default, their windows leave the start of training after a few steps. Events time a device in another way if no step times are
    /// logged, so each of them looks on without step times too. (What it waited for data is on the host's clock, whatever times the
    /// device.)
    /// </summary>
    public static IReadOnlyList<VerifiedMonitor> CreateAll(
        TrainingBench bench,
        VerificationPlan plan,
        VirtualClock clock,
        DeviceTiming? timing
    )
    {
        ICudaDriver? driver = timing is null ? null : new VirtualDevice(clock);
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
                    Peak = PeakFlops.GivenByUser(3e11, FlopDtype.Float32),
                    World = new World(3),
                    StepTimes = true,
                    DataWait = true,
                }
            ),
            new(
                2,
                2,
                common with
                {
                    Prefix = "warm",
                    WindowSteps = 2,
                    WarmupSteps = 2,
                    FlopsPerBatch = new PassFlops(1_009, 2_027),
                    StepTimes = true,
                }
            ),
            new(TrainingBench.WindowSteps, 0, common with { Prefix = "default", LogEvery = null, StepTimes = true }),
        ];
        IEnumerable<MonitorPromise> withoutStepTimes =
            timing == DeviceTiming.Events
                ? promises.Select(promise =>
                    promise with
                    {
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
    }

    /// <summary>The monitor's report at a log.</summary>
    /// <param name="Stage">Of which stage.</param>
    /// <param name="Snapshot">Totals and rates.</param>
    /// <param name="Runtime">The runtime's counters at that moment.</param>
    internal sealed record Said(Stage Stage, ThroughputSnapshot Snapshot, RuntimeReading Runtime);

    private sealed class BeginReading(VerifiedMonitor monitor) : Callback<Batch>
    {
        public override void OnTrainStart(TrainerState state) => monitor.AtBegin = RuntimeReading.Now();
    }
}
