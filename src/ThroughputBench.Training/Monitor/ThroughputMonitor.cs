using ThroughputBench.Monitoring;
using ThroughputBench.Training.Cuda;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// Counts and times training, validation, test and prediction, and logs totals and rates: training's over windows of whole accumulation
/// cycles.
/// </summary>
/// <remarks>
/// <para>It refuses, before training begins, a log interval in batches that would fall inside a cycle (<see cref="LogInterval"/>). Once
/// training has begun, the monitor does not
/// end it: a micro-batch whose samples, items or FLOPs cannot be counted, or a clock that goes back, brings one notice
/// (<see cref="TrainerState.Notice"/>), and what
/// cannot be known is NaN until it can be: a rate for as long as that step lies in the window, a total until the run ends.</para>
/// <para>Training's logs go on over all runs of the monitor's lifetime (<see cref="Load"/>): steps, epochs and totals, and the positions of
/// the logs. L counts from the
/// lifetime's beginning, and each log falls on the first end of a cycle at or after a multiple of L. What was trained after the last of
/// them is logged at the end of
/// training, as of its last end of a cycle.</para>
/// <para>A monitor watches one run at a time; another run, or the same monitor twice in one trainer, is refused. An evaluation while a run
/// is between two calls of
/// <see cref="FitRun{TBatch}.Advance(long)"/> is right: its time is not training's.</para>
/// <para>On the training thread it costs one timestamp per micro-batch and allocates nothing. What lies between <see cref="OnTrainPause"/>
/// and
/// <see cref="OnTrainResume"/> (ends of epochs, validation and everything that comes with it) is not training's time.</para>
/// <para><b>Evaluation.</b> Each pass over validation, test or prediction data is a run of its stage: totals begin at 0 and the window
/// opens with it. Each batch
/// counts as a step. It logs at every L-th batch of the pass, as Lightning does, and at the pass's end too, so that short passes are seen.
/// The sanity check is
/// neither timed nor counted.</para>
/// <para><b>Metrics</b>, below <c>train/</c>, <c>validate/</c>, <c>test/</c> and <c>predict/</c>, under Lightning's names: <c>time</c>
/// (seconds), <c>batches</c>,
/// <c>samples</c>, <c>lengths</c>; <c>device/batches_per_sec</c>, <c>samples_per_sec</c>, <c>items_per_sec</c>, <c>flops_per_sec</c>,
/// <c>mfu</c> (a fraction); the
/// same rates without <c>device/</c> for all devices. Further <c>device/step_time_p50</c>, <c>_p95</c>, <c>_max</c> (seconds);
/// <c>window_steps</c> and
/// <c>window_partial</c> (1 while the window spans fewer than W steps); since the stage's last log, <c>gc_collections</c> of the process
/// and <c>allocated_bytes</c>,
/// the managed bytes that the training thread allocated; <c>data_wait_share</c>, and with a time ledger its siblings too: fractions of the
/// time since the last log, which then have the sum 1.
/// What is not known yet is NaN.</para>
/// <para><b>On a CUDA device</b> the times are the device's, unless <see cref="ThroughputMonitorOptions{TBatch}.DeviceTiming"/> says
/// otherwise. A log then does not wait for
/// the device: time, totals, rates and <see cref="Logged"/>'s snapshot are as of an end of a cycle that the device has passed, and
/// <c>device/timed_step</c>, numbered as the logs' steps are, says which that was (<see cref="DeviceTiming.Events"/> says how old it may
/// be). At the end of training, of an evaluation and in
/// <see cref="Save"/> the monitor waits for what is missing; if that is more than the last log told, one more log comes. The time ledger
/// stays on the host's clock: it says where the
/// host's time went, not the device's.</para>
/// </remarks>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed class ThroughputMonitor<TBatch> : Callback<TBatch>
{
    private readonly ThroughputMonitorOptions<TBatch> _options;
    private readonly TimeProvider _time;
    private readonly ThroughputMeter _training;
    private readonly Func<TBatch, long> _samplesOf;
    private readonly MonitorNotices _notices = new();
    private readonly BatchFunctions<TBatch> _functions;
    private readonly bool _countsItems;
    private readonly bool _countsFlops;

    /// <summary>Of every training batch, where they are all the same: kept here, because between two steps the options are cold.</summary>
    private readonly long? _flopsPerTrainingBatch;

    private readonly Func<torch.Device, ICudaDriver?> _driverOf;
    private readonly StageThroughput?[] _stages = new StageThroughput?[Enum.GetValues<Stage>().Length];
    private readonly Action<MeterDoubt, BatchCounts> _met;
    private readonly WatchedRun _watched = new();
    private LogSchedule _schedule;
    private LogSchedule _evaluationSchedule;
    private bool _trains;
    private bool _paused;
    private bool _resumesAfterPass;
    private CudaStream? _stream;
    private StageTiming? _deviceTraining;

    /// <summary>The run's wait for data, where that is on this monitor's clock; else <see langword="null"/>.</summary>
    private DataWait? _wait;

    /// <summary>Creates a monitor.</summary>
    /// <param name="options">What to count and when to log; the defaults where <see langword="null"/>.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its value.</exception>
    public ThroughputMonitor(ThroughputMonitorOptions<TBatch>? options = null, TimeProvider? time = null)
        : this(options, time, CudaDriver.Of) { }

    /// <summary>Creates a monitor that is told what drives a device.</summary>
    internal ThroughputMonitor(ThroughputMonitorOptions<TBatch>? options, TimeProvider? time, Func<torch.Device, ICudaDriver?> driverOf)
    {
        _driverOf = driverOf;
        _options = options ?? new ThroughputMonitorOptions<TBatch>();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _functions = new BatchFunctions<TBatch>(_options, _notices);
        _met = Met;
        _training = NewMeter(_options.WarmupSteps);
        _stages[(int)Stage.Train] = new StageThroughput(Stage.Train, _training);
        _samplesOf = _options.SamplesOf ?? BatchCounting.SamplesOf<TBatch>();
        _countsItems = _options.ItemsOf is not null;
        _countsFlops = _options.FlopsOf is not null || _options.FlopsPerBatch is not null;
        _flopsPerTrainingBatch = _options.FlopsOf is null ? _options.FlopsPerBatch?.ForwardAndBackward : null;
    }

    /// <summary>Totals and rates of training as they stand.</summary>
    public ThroughputSnapshot Training => _training.Read();

    /// <summary>
    /// Raised after each log, on the training thread: what was logged. <see cref="TrainerState.Stage"/> says of which stage.
    /// </summary>
    public event Action<TrainerState, ThroughputSnapshot>? Logged;

    /// <summary>Totals and rates of a stage as they stand; of evaluation stages, those of the latest pass.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public ThroughputSnapshot Read(Stage stage)
    {
        RequireDefined(stage);
        return _stages[(int)stage]?.Meter.Read() ?? default;
    }

    /// <summary>What was counted over the monitor's lifetime: in all runs, and in those before the state that it loaded.</summary>
    /// <exception cref="CudaException">The device does the work, and failed.</exception>
    public ThroughputMonitorState Save()
    {
        foreach (StageThroughput? stage in _stages)
            stage?.Timing?.Settle();
        return new ThroughputMonitorState(Of(Stage.Train), Of(Stage.Validate), Of(Stage.Test), Of(Stage.Predict), _watched.Epochs);

        ThroughputState Of(Stage stage) => _stages[(int)stage]?.Meter.Save() ?? default;
    }

    /// <summary>Takes up a lifetime where it was saved. Windows open anew: time on either side of an interruption makes no rate.</summary>
    /// <param name="state">What <see cref="Save"/> gave, on this machine or another.</param>
    /// <exception cref="ArgumentException">A count is impossible; the message names the stage, the count and its value. The monitor is as
    /// it was.</exception>
    /// <exception cref="InvalidOperationException">A run is in progress. The monitor is as it was.</exception>
    public void Load(ThroughputMonitorState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_watched.IsInProgress)
        {
            throw new InvalidOperationException(
                "A throughput monitor cannot load a state while a run is in progress: load it before the run begins, or end the run first."
            );
        }
        state.RequirePossible();
        _watched.EpochsBefore = state.Epochs;
        foreach (Stage stage in Enum.GetValues<Stage>())
            StageOf(stage).Meter.Load(state.Of(stage));
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
        LogInterval interval = IntervalOf(state);
        foreach (int accumulate in state.Options.Accumulate.Values)
            interval.EnsureAccepts(accumulate);
        if (_options.DataWait && state.Ledger is null)
            state.DataWait ??= new DataWait(_time);
        _wait = state.DataWait is { } wait && wait.IsOn(_time) ? wait : null;
        Begin(state);
        StageOf(Stage.Train).Choose(ChoiceFor(Stage.Train, state), state);
    }

    /// <inheritdoc/>
    public override void OnTrainStart(TrainerState state)
    {
        StageThroughput training = StageOf(Stage.Train);
        Start(training, Stage.Train, state);
        _schedule = new LogSchedule(IntervalOf(state), training.Before.Batches, training.Before.Steps);
        _deviceTraining = training.Timing;
        (_trains, _paused) = (true, false);
    }

    /// <inheritdoc/>
    public override void OnTrainPause(TrainerState state)
    {
        if (!_trains || _paused)
            return;
        _paused = true;
        if (_deviceTraining is { } timing)
            timing.Pause();
        else
            _training.Pause(_time.GetTimestamp());
    }

    /// <inheritdoc/>
    public override void OnTrainResume(TrainerState state)
    {
        if (!_paused)
            return;
        _paused = false;
        if (_deviceTraining is { } timing)
            timing.Resume();
        else
            _training.Resume(_time.GetTimestamp());
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainerState state)
    {
        _deviceTraining?.Settle();
        if (StageOf(Stage.Train).HasMoreToLog)
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
            if (timing.TryAddQuietly(counts, endsCycle, state.Batches, state.Steps, state.Accumulate))
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
            timing.EndCycle(NextLogOf(_schedule, logs, state, state.Batches));
        else
            _training.EndCycle(_time.GetTimestamp());
        if (logs)
            Log(state);
    }

    /// <inheritdoc/>
    public override void OnEvaluationStart(TrainerState state)
    {
        if (state.IsSanityCheck)
            return;
        _watched.BeginPass(state);
        if (state != _watched.Run)
            BeginPass(state);
        _evaluationSchedule = new LogSchedule(LogInterval.Batches(IntervalOf(state).Every));
        Start(StageOf(state.Stage), state.Stage, state);
    }

    /// <inheritdoc/>
    public override void OnEvaluationBatchEnd(TrainerState state, TBatch batch, torch.Tensor output)
    {
        if (state.IsSanityCheck)
            return;
        var counts = new BatchCounts(
            SamplesOf(batch, state),
            _countsItems ? _functions.ItemsOf(batch, state) : null,
            _countsFlops ? _functions.FlopsOf(batch, state) : null
        );
        StageThroughput stage = StageOf(state.Stage);
        if (stage.Timing is { } timing)
        {
            AddOnDevice(timing, state, counts, endsCycle: true, ref _evaluationSchedule, state.BatchIndex + 1);
            return;
        }
        stage.Meter.Add(_time.GetTimestamp(), counts, endsCycle: true);
        if (_evaluationSchedule.IsDue(state.BatchIndex + 1, state.BatchIndex + 1))
            Log(state);
    }

    /// <inheritdoc/>
    public override void OnEvaluationEnd(TrainerState state)
    {
        if (state.IsSanityCheck)
            return;
        StageThroughput stage = StageOf(state.Stage);
        stage.Timing?.Settle();
        if (stage.HasMoreToLog)
            Log(state);
        _watched.EndPass();
    }

    /// <inheritdoc/>
    public override void OnException(TrainerState state, Exception exception) => _watched.EndPass();

    private static void RequireDefined(Stage stage)
    {
        if (!Enum.IsDefined(stage))
        {
            throw Refusal.OutOfRange(
                nameof(stage),
                stage,
                $"A stage must be one of {string.Join(", ", Enum.GetNames<Stage>())}, not {(int)stage}."
            );
        }
    }

    /// <summary>An evaluation of its own begins, perhaps while a run is between two advances: then that is paused meanwhile.</summary>
    private void BeginPass(TrainerState state)
    {
        if (!_watched.IsInProgress)
        {
            Begin(state);
            return;
        }
        state.Ended += GiveBack;
        _resumesAfterPass = _trains && !_paused;
        if (_resumesAfterPass)
            OnTrainPause(_watched.Run!);
    }

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
        _stream = _driverOf(state.Device) is { } driver ? new CudaStream(driver) : null;
        if (_options.Peak is { } peak)
            _notices.Say(state, MonitorNotices.Peak, $"MFU is the share of {peak}.");
    }

    private void GiveBack(TrainerState run)
    {
        foreach (StageThroughput? stage in _stages)
            stage?.End(run);
        _deviceTraining = StageOf(Stage.Train).Timing;
        _watched.End(run);
        if (run == _watched.Run)
            (_trains, _paused) = (false, false);
        else if (_resumesAfterPass)
            OnTrainResume(_watched.Run!);
        _resumesAfterPass = false;
    }

    private void Start(StageThroughput throughput, Stage stage, TrainerState state)
    {
        StageTiming? timing = _stream is null
            ? null
            : throughput.Timing ?? StageTiming.Of(_options.DeviceTiming, _stream, throughput.Meter, _time);
        throughput.Start(state, ChoiceFor(stage, state), _time, timing);
    }

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
        timing.Add(counts, endsCycle, endsCycle ? NextLogOf(after, logs, state, batches) : NextLog.NotHere);
        schedule = after;
        if (logs)
            Log(state);
    }

    // In evaluation each batch is a cycle.
    private static NextLog NextLogOf(in LogSchedule schedule, bool logs, TrainerState state, long batches)
    {
        int accumulate = state.Stage == Stage.Train ? state.Accumulate : 1;
        return new NextLog(
            logs ? 0 : schedule.CyclesUntilDue(batches, state.Stage == Stage.Train ? state.Steps : batches, accumulate),
            schedule.CyclesApart(accumulate)
        );
    }

    // All that a log runs through is inlined into this one piece of code. Since the log before, it has left the caches: code that lay in a
    // dozen places took
    // some 2 µs to come back.
    private void Log(TrainerState state, long? now = null)
    {
        StageThroughput stage = StageOf(state.Stage);
        stage.Log(state, _watched.EpochsBeside(state), _wait is null ? null : now);
        Logged?.Invoke(state, stage.Meter.ReadAtCycleEnd());
    }

    private long SamplesOf(TBatch batch, TrainerState state)
    {
        try
        {
            return _samplesOf(batch);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return _functions.SamplesFailed(state, failure);
        }
    }

    private void Met(MeterDoubt doubt, BatchCounts counts)
    {
        if (doubt is MeterDoubt.ClockWentBack or MeterDoubt.ClockStoodStill)
            _wait?.WentBack();
        _functions.Met(_watched.Pass ?? _watched.Run, doubt, counts);
    }

    private LogInterval IntervalOf(TrainerState state) => _options.LogEvery ?? state.Options.LogEvery;

    private StageThroughput StageOf(Stage stage) => _stages[(int)stage] ??= new StageThroughput(stage, NewMeter(warmupSteps: 0));

    private ThroughputMeter NewMeter(int warmupSteps) =>
        new(_options.WindowSteps, _time.TimestampFrequency, warmupSteps, _options.StepTimes) { Doubtful = _met };

    private ThroughputMetrics.Choice ChoiceFor(Stage stage, TrainerState state) =>
        new(
            _options.Separator,
            _options.Prefix,
            _countsItems,
            _countsFlops,
            _options.Peak,
            _options.World is { Size: > 1 } world ? world : null,
            _options.StepTimes,
            Ledger: stage == Stage.Train && state.Ledger is not null,
            DataWait: stage == Stage.Train && _options.DataWait,
            TimedStep: _stream is not null && _options.DeviceTiming == DeviceTiming.Events,
            Notices: _notices
        );
}
