using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Cuda;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// Counts and times training, validation, test and prediction, and logs totals and rates: training's over windows of whole accumulation
/// cycles.
/// </summary>
/// <remarks>
/// <para>It refuses, before training begins, a log interval in batches that would fall inside a cycle (<see cref="LogInterval"/>). Once
/// training has begun, the monitor does not end it: a micro-batch whose samples, items or FLOPs cannot be counted, or a clock that goes
/// back, brings one notice (<see cref="TrainerState.Notice"/>), and what cannot be known is NaN until it can be: a rate for as long as that
/// step lies in the window, a total until the run ends.</para>
/// <para>Training's logs continue over all runs of the monitor's lifetime (<see cref="Load"/>): steps, epochs and totals, and the positions
/// of the logs. L counts from the lifetime's beginning, and each log falls on the first end of a cycle at or after a multiple of L. What
/// was trained after the last of them is logged at the end of training, as of its last end of a cycle.</para>
/// <para>A monitor watches one run at a time; another run, or the same monitor twice in one trainer, is refused. An evaluation while a run
/// is between two calls of <see cref="FitRun{TBatch}.Advance(long)"/> is right: its time is not training's.</para>
/// <para>On the training thread it costs one timestamp per micro-batch and allocates nothing. What lies between <see cref="OnTrainPause"/>
/// and <see cref="OnTrainResume"/> (ends of epochs, validation and everything that comes with it) is not training's time.</para>
/// <para><b>Evaluation.</b> Each pass over validation, test or prediction data is a run of its stage: totals begin at 0 and the window
/// opens with it. Each batch counts as a step. It logs at every L-th batch of the pass, as Lightning does, and at the pass's end too, so
/// that short passes are seen. The sanity check is neither timed nor counted.</para>
/// <para><b>Metrics</b> have Lightning's names; the training library's README lists them. What is not known yet is NaN.</para>
/// <para><b>On a CUDA device</b> the times are the device's, unless <see cref="ThroughputMonitorOptions{TBatch}.DeviceTiming"/> says
/// otherwise. A log then does not wait for the device: time, totals, rates and <see cref="Logged"/>'s snapshot are as of an end of a cycle
/// that the device has passed, and <c>device/timed_step</c>, numbered as the logs' steps are, says which that was
/// (<see cref="DeviceTiming.Events"/> says how old it may be). At the end of training, of an evaluation and in <see cref="Save"/> the
/// monitor waits for what is missing; if that is more than the last log said, one more log comes. The time ledger stays on the host's
/// clock: it says where the host's time went, not the device's.</para>
/// </remarks>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed partial class ThroughputMonitor<TBatch> : Callback<TBatch>
{
    private readonly ThroughputMonitorOptions<TBatch> _options;
    private readonly TimeProvider _time;
    private readonly MonitorNotices _notices = new();
    private readonly WatchedRun _watched = new();
    private readonly DeviceSide _device;
    private readonly MonitoredStages _stages;
    private readonly BatchFunctions<TBatch> _functions;

    // What every micro-batch needs is kept here, because between two steps everything else is cold.
    private readonly StageThroughput _train;
    private readonly ThroughputMeter _training;
    private readonly Func<TBatch, long> _samplesOf;
    private readonly bool _countsItems;
    private readonly bool _countsFlops;
    private readonly long? _flopsPerTrainingBatch; // if it is the same for all
    private LogSchedule _schedule;
    private bool _trains;
    private bool _paused;
    private bool _resumesAfterPass;
    private StageTiming? _deviceTraining;

    /// <summary>The run's wait for data, if that is on this monitor's clock; else <see langword="null"/>.</summary>
    private DataWait? _wait;

    /// <summary>Creates a monitor.</summary>
    /// <param name="options">What to count and when to log; the defaults if <see langword="null"/>.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its value.</exception>
    public ThroughputMonitor(ThroughputMonitorOptions<TBatch>? options = null, TimeProvider? time = null)
        : this(options, time, CudaDriver.Of) { }

    /// <summary>Creates a monitor with drivers of its own for devices.</summary>
    internal ThroughputMonitor(ThroughputMonitorOptions<TBatch>? options, TimeProvider? time, Func<torch.Device, ICudaDriver?> driverOf)
    {
        _options = options ?? new ThroughputMonitorOptions<TBatch>();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _device = new DeviceSide(driverOf, _options.DeviceTiming, _time);
        _functions = new BatchFunctions<TBatch>(_options, _notices);
        (_samplesOf, _countsItems, _countsFlops) = (_functions.Samples, _options.CountItems, _options.CountFlops);
        _flopsPerTrainingBatch = _options.FlopsOf is null ? _options.FlopsPerBatch?.ForwardAndBackward : null;
        Action<MeterDoubt, BatchCounts> met = Met;
        _stages = new MonitoredStages(stage =>
        {
            int warmupSteps = stage == Stage.Train ? _options.WarmupSteps : 0;
            return new ThroughputMeter(_options.WindowSteps, _time.TimestampFrequency, warmupSteps, _options.StepTimes) { Doubtful = met };
        });
        _train = _stages[Stage.Train];
        _training = _train.Meter;
    }

    /// <summary>Totals and rates of training as they stand.</summary>
    public ThroughputSnapshot Training => _training.Read();

    /// <summary>What MFU is a share of; <see langword="null"/> if there is none.</summary>
    internal PeakFlops? Peak => _options.Peak;

    /// <summary>
    /// Raised after each log, on the training thread: what was logged. <see cref="TrainerState.Stage"/> says of which stage.
    /// </summary>
    public event Action<TrainerState, ThroughputSnapshot>? Logged;

    /// <summary>Totals and rates of a stage as they stand; of evaluation stages, those of the latest pass.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public ThroughputSnapshot Read(Stage stage) => _stages.Read(stage);

    /// <summary>What was counted over the monitor's lifetime: in all runs, and in those before the state that it loaded.</summary>
    /// <exception cref="CudaException">The device does the work, and failed.</exception>
    public ThroughputMonitorState Save() => _stages.Save(_watched.Epochs);

    /// <summary>Continues a lifetime where it was saved. Windows begin empty: no rate spans an interruption.</summary>
    /// <param name="state">What <see cref="Save"/> gave, on this machine or another.</param>
    /// <exception cref="ArgumentException">A count is impossible; the message names the stage, the count and its value. The monitor is as
    /// it was.</exception>
    /// <exception cref="InvalidOperationException">A run is in progress. The monitor is as it was.</exception>
    public void Load(ThroughputMonitorState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _watched.RequireNone();
        state.RequirePossible();
        _watched.EpochsBefore = state.Epochs;
        _stages.Load(state);
        Loaded?.Invoke(state);
    }

    /// <summary>Refuses a log interval that would cut a cycle of any accumulation that the trainer will use.</summary>
    /// <param name="state">Where the trainer stands.</param>
    /// <exception cref="IncompatibleLogIntervalException">The interval does not fit.</exception>
    /// <exception cref="InvalidOperationException">The options ask for logs, but there is nothing to log to; or the monitor watches a run
    /// already.</exception>
    /// <exception cref="ArgumentException">A logger would drop or change a metric's name.</exception>
    public override void OnFitStart(TrainerState state)
    {
        _watched.RequireFree(state);
        _resumed = null;
        LogInterval interval = IntervalOf(state);
        foreach (int accumulate in state.Options.Accumulate.ValuesOf(state.MaxEpochs))
            interval.EnsureAccepts(accumulate);
        if (_options.DataWait && state.FetchesData && state.Ledger is null)
            state.DataWait ??= new DataWait(_time);
        _wait = state.DataWait is { } wait && wait.IsOn(_time) ? wait : null;
        Begin(state);
        _train.Choose(ChoiceFor(Stage.Train, state), state);
    }

    /// <inheritdoc/>
    public override void OnTrainStart(TrainerState state)
    {
        _paused = TryContinue(state);
        if (!_paused)
            Start(_train, state);
        _schedule = ScheduleFrom(state);
        _deviceTraining = _train.Timing;
        _trains = true;
    }

    /// <inheritdoc/>
    public override void OnTrainPause(TrainerState state)
    {
        if (!_trains || _paused)
            return;
        _paused = true;
        _train.Pause(_time);
    }

    /// <inheritdoc/>
    public override void OnTrainResume(TrainerState state)
    {
        if (!_paused)
            return;
        _paused = false;
        _train.Resume(_time);
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainerState state)
    {
        _deviceTraining?.Settle();
        if (_train.HasMoreToLog)
            Log(state);
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(TrainerState state, TBatch batch, torch.Tensor loss)
    {
        bool endsCycle = state.EndsCycle;
        long samples;
        try
        {
            samples = _samplesOf(batch);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            samples = _functions.SamplesFailed(state, failure);
        }
        var counts = new BatchCounts(
            samples,
            _countsItems ? _functions.ItemsOf(batch, state) : null,
            !_countsFlops ? null : _flopsPerTrainingBatch ?? _functions.FlopsOf(batch, state)
        );
        if (_deviceTraining is { } timing)
        {
            if (timing.TryAddQuietly(counts, endsCycle, state.Batches, state.Accumulate))
                return;
            AddOnDevice(timing, state, counts, endsCycle, ref _schedule, state.Batches);
            if (endsCycle)
                timing.BeQuiet(_schedule, state.Batches, state.Steps, state.Accumulate);
            return;
        }
        long now = _time.GetTimestamp();
        _training.Add(now, counts, endsCycle);
        if (endsCycle && _schedule.IsDue(state.Batches, state.Steps))
            Log(state, now);
    }

    /// <inheritdoc/>
    public override void OnLateCycleEnd(TrainerState state)
    {
        bool logs = _schedule.IsDue(state.Batches, state.Steps);
        if (_deviceTraining is { } timing)
            timing.EndCycle(NextLog.From(_schedule, logs, state, state.Batches));
        else
            _training.EndCycle(_time.GetTimestamp());
        if (logs)
            Log(state);
    }

    /// <inheritdoc/>
    public override void OnException(TrainerState state, Exception exception) => _watched.EndPass();

    private void Begin(TrainerState state)
    {
        if (_options.LogEvery is { } interval && !state.HasLoggers && Logged is null)
        {
            throw Refusal.Invalid(
                $"The throughput monitor is to log {interval}, but there is nothing to log to: give the trainer a logger, listen to {nameof(Logged)}, or leave {nameof(_options.LogEvery)} out."
            );
        }
        _watched.Begin(state);
        state.Ended += GiveBack;
        _device.Begin(state.Device);
        if (_options.Peak is { } peak)
            _notices.Say(state, MonitorNotices.Peak, $"MFU is the share of {peak}.");
    }

    private void GiveBack(TrainerState run)
    {
        _stages.End(run);
        _deviceTraining = _train.Timing;
        _watched.End(run, _trains);
        if (run == _watched.Run)
            (_trains, _paused) = (false, false);
        else if (_resumesAfterPass)
            OnTrainResume(_watched.Run!);
        _resumesAfterPass = false;
    }

    private void Start(StageThroughput stage, TrainerState state) =>
        stage.Start(state, ChoiceFor(state.Stage, state), _time, _device.TimingOf(stage));

    // Some ways of timing wait for the device at a log, so whether one is due is asked first. A batch that is refused leaves the schedule
    // as it was.
    private void AddOnDevice(
        StageTiming timing,
        TrainerState state,
        in BatchCounts counts,
        bool endsCycle,
        ref LogSchedule schedule,
        long batches
    )
    {
        LogSchedule after = schedule;
        bool logs = endsCycle && after.IsDue(batches, state.Steps);
        timing.Add(counts, endsCycle, endsCycle ? NextLog.From(after, logs, state, batches) : NextLog.NotHere);
        schedule = after;
        if (logs)
            Log(state);
    }

    // All that a log runs through is inlined into this one piece of code. Since the log before, it has left the caches: code that lay in a
    // dozen places took some 2 µs to come back.
    private void Log(TrainerState state, long? now = null)
    {
        StageThroughput stage = state.Stage == Stage.Train ? _train : _stages[state.Stage];
        stage.Log(state, _watched.EpochsBeside(state), _wait is null ? null : now);
        Logged?.Invoke(state, stage.Meter.ReadAtCycleEnd());
    }

    private void Met(MeterDoubt doubt, BatchCounts counts)
    {
        if (doubt is MeterDoubt.ClockWentBack or MeterDoubt.ClockStoodStill)
            _wait?.WentBack();
        _functions.Met(_watched.Pass ?? _watched.Run, doubt, counts);
    }

    private LogInterval IntervalOf(TrainerState state) => _options.LogEvery ?? state.Options.LogEvery;

    private ThroughputMetrics.Choice ChoiceFor(Stage stage, TrainerState state) =>
        ThroughputMetrics.Choice.From(_options, stage, state, _device.LagsBehind, _notices);
}
