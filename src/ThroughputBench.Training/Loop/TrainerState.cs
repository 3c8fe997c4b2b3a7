using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>The trainer's state, for callbacks to read. Only the trainer writes it.</summary>
public sealed class TrainerState
{
    private readonly MetricLog? _log;
    private readonly Action<string>? _notice;
    private long _stepsBeforeEpoch;
    private int _steppedEpochBefore;

    internal TrainerState(TrainerOptions options, MetricLog? log, RunLedger? ledger = null, Action<string>? notice = null)
    {
        Options = options;
        Ledger = ledger;
        (_log, _notice) = (log, notice);
    }

    /// <summary>How the trainer trains.</summary>
    public TrainerOptions Options { get; }

    /// <summary>What the trainer is doing.</summary>
    public Stage Stage { get; internal set; }

    /// <summary>Whether this is the check of a few validation batches before training.</summary>
    public bool IsSanityCheck { get; internal set; }

    /// <summary>The epoch, counted from 0.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The stage's batch in its epoch, counted from 0. Lightning: <c>batch_idx</c>.</summary>
    public long BatchIndex { get; internal set; }

    /// <summary>Micro-batches trained since <c>Fit</c> began.</summary>
    public long Batches { get; internal set; }

    /// <summary>Optimizer steps since <c>Fit</c> began. Lightning: <c>global_step</c>.</summary>
    public long Steps { get; internal set; }

    /// <summary>Micro-batches per optimizer step in this epoch.</summary>
    public int Accumulate { get; internal set; } = 1;

    /// <summary>
    /// Whether an optimizer step followed the current micro-batch: in <c>OnTrainBatchEnd</c>, whether it ends an accumulation cycle. An
    /// epoch's short last cycle may end later, in <c>OnLateCycleEnd</c>.
    /// </summary>
    public bool EndsCycle { get; internal set; }

    /// <summary>
    /// The epoch of the latest optimizer step, for logs of training: after an epoch's end, <see cref="Epoch"/> is already the next one.
    /// </summary>
    internal int SteppedEpoch => Steps > _stepsBeforeEpoch ? Epoch : _steppedEpochBefore;

    /// <summary>Whether anything listens to <see cref="Log"/>.</summary>
    public bool HasLoggers => _log is not null;

    /// <summary>The run's time ledger; <see langword="null"/> if none is kept.</summary>
    internal RunLedger? Ledger { get; }

    /// <summary>Epochs after which training ends; <see langword="null"/> for no limit.</summary>
    internal int? MaxEpochs { get; set; }

    /// <summary>Whether the loop fetches the data, so that the wait for them can be timed.</summary>
    internal bool FetchesData { get; init; } = true;

    /// <summary>The metrics that a notice said to be NaN.</summary>
    internal HashSet<string> NaNs { get; } = new(StringComparer.Ordinal);

    /// <summary>How long the run has waited for data; <see langword="null"/> unless a callback set it, before training began.</summary>
    internal DataWait? DataWait { get; set; }

    /// <summary>Micro-batches in the epoch; <see langword="null"/> while that is not known. An epoch that training leaves has no length.</summary>
    internal long? BatchesInEpoch { get; set; }

    /// <summary>The device of the module's work.</summary>
    internal torch.Device Device { get; set; } = torch.CPU;

    /// <summary>Stops training's clock, and says whether it ran; <see langword="null"/> outside <c>Fit</c>.</summary>
    internal Func<bool>? TryPause { get; set; }

    /// <summary>Starts training's clock again.</summary>
    internal Action Resume { get; set; } = static () => { };

    /// <summary>Writes a checkpoint of the run to a file; <see langword="null"/> outside <c>Fit</c>.</summary>
    internal Action<string>? SaveCheckpoint { get; set; }

    /// <summary>Why a callback or the task wants training to end; <see langword="null"/> if none does.</summary>
    internal string? StopRequest { get; private set; }

    /// <summary>Whether the run or the evaluation that this state belongs to is over.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>
    /// Raised when the run or the evaluation is over, however it ended: for releasing resources even if no last hook is called.
    /// </summary>
    internal event Action<TrainerState>? Ended;

    /// <summary>An epoch is over, and counts.</summary>
    internal void EndEpoch()
    {
        (_steppedEpochBefore, _stepsBeforeEpoch) = (SteppedEpoch, Steps);
        Epoch++;
    }

    internal void End()
    {
        HasEnded = true;
        Ended?.Invoke(this);
    }

    /// <summary>
    /// How the run's time so far divides among phases; <see langword="null"/> unless <see cref="TrainerOptions.KeepLedger"/> is set, and
    /// outside <c>Fit</c>.
    /// </summary>
    public TimeBreakdown? ReadLedger() => Ledger?.Read();

    /// <summary>
    /// Hands a record of metrics to the loggers. They write it on a separate thread, in order; this call neither waits nor, in the long
    /// run, allocates. Call it from the thread that trains.
    /// </summary>
    /// <param name="step">The step that the metrics belong to.</param>
    /// <param name="names">The metrics' names. Keep one instance: loggers recognise it.</param>
    /// <param name="values">One value for each name; NaN if a metric has no value this time.</param>
    /// <exception cref="ArgumentException">There are not as many values as names, or there is no name.</exception>
    public void Log(long step, MetricNames names, ReadOnlySpan<double> values)
    {
        LogAt(step, Epoch, names, values);
    }

    /// <summary>The same, with an epoch that is not counted from this run's beginning.</summary>
    internal void LogAt(long step, int epoch, MetricNames names, ReadOnlySpan<double> values)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (_log is null)
            return;
        if (Ledger is { } ledger)
            LogAsLogging(ledger, step, epoch, names, values);
        else
            _log.Add(step, epoch, names, values);
    }

    /// <summary>Refuses names that a logger would drop or change.</summary>
    /// <exception cref="ArgumentException">A logger refuses a name; the message says which, and why.</exception>
    internal void RequireLoggable(MetricNames names) => _log?.Require(names);

    private void LogAsLogging(RunLedger ledger, long step, int epoch, MetricNames names, ReadOnlySpan<double> values)
    {
        TimePhase around = ledger.EnterInside(TimePhase.Logging);
        _log!.Add(step, epoch, names, values);
        ledger.Enter(around);
    }

    /// <summary>
    /// Excludes time from training: <c>using (state.PauseTraining()) Save();</c>. All callbacks see <c>OnTrainPause</c> and, at the end,
    /// <c>OnTrainResume</c>. Where training is not timed anyway, in a validation for instance, it changes nothing.
    /// </summary>
    /// <returns>What lets training's time continue when it is disposed.</returns>
    public IDisposable PauseTraining() => new TrainingPause(TryPause ?? (static () => false), Resume);

    /// <summary>
    /// Ends training at the end of the cycle in progress, with <see cref="StopReason.Requested"/>. The reason is in
    /// <see cref="FitResult.StopRequest"/>; the first one counts.
    /// </summary>
    /// <param name="reason">Why, in a few words.</param>
    public void RequestStop(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        StopRequest ??= reason;
    }

    /// <summary>
    /// Sends the user a message: it raises <see cref="Trainer{TBatch}.Noticed"/>. Use it once, not at every step.
    /// </summary>
    /// <param name="text">One line.</param>
    public void Notice(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        _notice?.Invoke(text);
    }

    /// <summary>Closes something because of a failure. If that fails too it says so, and does not replace what failed first.</summary>
    internal void CloseAfterFailure(Action close)
    {
        try
        {
            close();
        }
        catch (Exception second) when (second is not OutOfMemoryException)
        {
            Notice($"Closing failed after another failure: {second.Message.ReplaceLineEndings(" ")}");
        }
    }
}
