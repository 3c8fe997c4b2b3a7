using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>Trains a <see cref="TrainingTask{TBatch}"/> with gradient accumulation, callbacks and loggers.</summary>
/// <remarks>
/// The trainer owns the loggers: all its runs write to them, and disposing it closes them. At the end of each run, whatever ended it, its
/// logs are written and flushed; a trainer that is never disposed loses nothing, but keeps files open. A trainer has one run at a time.
/// While one is in progress, <see cref="Validate"/>, <see cref="Test"/> and <see cref="Predict"/> may be called between two advances: their
/// time is not training's. From inside a callback none of its methods may be called.
/// </remarks>
/// <typeparam name="TBatch">What the data sources yield.</typeparam>
public sealed class Trainer<TBatch> : IDisposable
{
    private readonly Callback<TBatch>[] _callbacks;
    private readonly TrainerLoggers _loggers;
    private readonly TimeProvider _time;
    private readonly RunGate _gate = new();
    private FitRun<TBatch>? _run;

    /// <summary>Creates a trainer.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="callbacks">Called in this order at each hook, but a <see cref="CheckpointCallback{TBatch}"/> after all others.</param>
    /// <param name="loggers">The loggers for <see cref="TrainerState.Log"/>. The trainer disposes them when it is disposed itself.</param>
    /// <param name="time">The clock that stamps log records and keeps the time ledger; the system's by default.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its value.</exception>
    public Trainer(
        TrainerOptions options,
        IEnumerable<Callback<TBatch>>? callbacks = null,
        IEnumerable<IMetricLogger>? loggers = null,
        TimeProvider? time = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        // Callbacks that save come last, so that they save what the others did.
        _callbacks = [.. (callbacks ?? []).Select(OneOf).OrderBy(callback => callback is CheckpointCallback<TBatch>)];
        _time = time ?? TimeProvider.System;
        _loggers = new TrainerLoggers(
            [.. (loggers ?? []).Select(OneOf)],
            (logger, failure) => LoggerFailed?.Invoke(this, new LoggerFailedEventArgs(logger, failure)),
            _time
        );
    }

    /// <summary>How the trainer trains.</summary>
    public TrainerOptions Options { get; }

    /// <summary>
    /// Raised once for a logger that failed and was left out, also of later runs; on the logging thread, or on that of <see
    /// cref="Dispose"/>. Training continues.
    /// </summary>
    public event EventHandler<LoggerFailedEventArgs>? LoggerFailed;

    /// <summary>
    /// Raised for each line that a callback has for the user, on the thread that trains. Without a handler, the line goes to standard
    /// error.
    /// </summary>
    public event EventHandler<NoticeEventArgs>? Noticed;

    /// <summary>Trains to the end: <see cref="Begin"/>, as many cycles as there are, <see cref="FitRun{TBatch}.Finish"/>.</summary>
    /// <param name="task">What to train.</param>
    /// <param name="trainingData">
    /// Enumerated once for each epoch. Tensors that it makes while a batch is fetched are freed when that batch is done; create
    /// longer-lived ones beforehand, or take them out of the dispose scope (<c>DetachFromDisposeScope</c>).
    /// </param>
    /// <param name="validationData">Enumerated once for each validation; <see langword="null"/> for none.</param>
    /// <param name="resumeFrom">A <see cref="CheckpointCallback{TBatch}"/>'s file to continue from; <see langword="null"/> starts at the
    /// beginning.</param>
    /// <param name="cancellation">Ends training after the micro-batch in progress; the training done so far is kept.</param>
    /// <returns>What was done and why it ended.</returns>
    /// <exception cref="InvalidOperationException">A run of this trainer is in progress, or the module is not on
    /// <see cref="TrainerOptions.Device"/>.</exception>
    /// <exception cref="NotSupportedException">The task's optimizer needs a closure.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is torn, or it is another task's or another source's.</exception>
    public FitResult Fit(
        TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData,
        IEnumerable<TBatch>? validationData = null,
        string? resumeFrom = null,
        CancellationToken cancellation = default
    )
    {
        using FitRun<TBatch> run = BeginRun(nameof(Fit), task, trainingData, validationData, resumeFrom, cancellation);
        run.Advance(long.MaxValue);
        return run.Finish();
    }

    /// <summary>
    /// Begins a run that is advanced by whole accumulation cycles from outside: the loop of <see cref="Fit"/>, driven by the caller.
    /// </summary>
    /// <param name="task">What to train.</param>
    /// <param name="trainingData">Enumerated once for each epoch; see <see cref="Fit"/> for how long its tensors live.</param>
    /// <param name="validationData">Enumerated once for each validation; <see langword="null"/> for none.</param>
    /// <param name="resumeFrom">A <see cref="CheckpointCallback{TBatch}"/>'s file to continue from; <see langword="null"/> starts at the
    /// beginning.</param>
    /// <param name="cancellation">Ends training after the micro-batch in progress.</param>
    /// <returns>The run; dispose it.</returns>
    /// <exception cref="InvalidOperationException">A run of this trainer is in progress, or the module is not on
    /// <see cref="TrainerOptions.Device"/>.</exception>
    /// <exception cref="NotSupportedException">The task's optimizer needs a closure.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is torn, or it is another task's or another source's.</exception>
    public FitRun<TBatch> Begin(
        TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData,
        IEnumerable<TBatch>? validationData = null,
        string? resumeFrom = null,
        CancellationToken cancellation = default
    ) => BeginRun(nameof(Begin), task, trainingData, validationData, resumeFrom, cancellation);

    /// <summary>
    /// Runs the task's validation step over data: forward, without gradients, in evaluation mode. A module that is not on <see
    /// cref="TrainerOptions.Device"/> is moved there; the same holds for <see cref="Test"/> and <see cref="Predict"/>.
    /// </summary>
    /// <param name="task">What to evaluate.</param>
    /// <param name="data">Enumerated once.</param>
    /// <param name="cancellation">Ends the pass after the batch in progress.</param>
    /// <returns>Batches evaluated.</returns>
    public long Validate(TrainingTask<TBatch> task, IEnumerable<TBatch> data, CancellationToken cancellation = default) =>
        Evaluate(Stage.Validate, task, data, cancellation);

    /// <summary>Runs the task's test step over data: forward, without gradients, in evaluation mode.</summary>
    /// <param name="task">What to evaluate.</param>
    /// <param name="data">Enumerated once.</param>
    /// <param name="cancellation">Ends the pass after the batch in progress.</param>
    /// <returns>Batches evaluated.</returns>
    public long Test(TrainingTask<TBatch> task, IEnumerable<TBatch> data, CancellationToken cancellation = default) =>
        Evaluate(Stage.Test, task, data, cancellation);

    /// <summary>Runs the task's prediction step over data: forward, without gradients, in evaluation mode.</summary>
    /// <param name="task">What to predict with.</param>
    /// <param name="data">Enumerated once.</param>
    /// <param name="cancellation">Ends the pass after the batch in progress.</param>
    /// <returns>Batches evaluated.</returns>
    public long Predict(TrainingTask<TBatch> task, IEnumerable<TBatch> data, CancellationToken cancellation = default) =>
        Evaluate(Stage.Predict, task, data, cancellation);

    /// <summary>Closes the loggers; if a run is in progress, when it ends. The trainer then refuses further runs.</summary>
    public void Dispose() => _loggers.Dispose();

    private FitRun<TBatch> BeginRun(
        string call,
        TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData,
        IEnumerable<TBatch>? validationData,
        string? resumeFrom,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(trainingData);
        using RunGate.Call inside = _gate.Enter(call);
        if (_run is not null)
        {
            throw new InvalidOperationException(
                $"{call} was called while a run of this trainer is in progress: finish or dispose that run first, or use another trainer."
            );
        }

        TaskParts.Require(task);
        TaskDevice.Require(task.Module, Options.Device);
        using RunCheckpoint? checkpoint = resumeFrom is null ? null : new RunCheckpoint(resumeFrom);
        TrainerLoggers.RunLog? log = _loggers.Open();
        try
        {
            var state = new TrainerState(Options, log?.Log, Options.KeepLedger ? new RunLedger(_time) : null, Notice);
            state.Ended += _ => _run = null;
            return _run = new FitRun<TBatch>(state, _callbacks, log, task, trainingData, validationData, _gate, checkpoint, cancellation);
        }
        catch
        {
            log?.Dispose();
            throw;
        }
    }

    private long Evaluate(Stage stage, TrainingTask<TBatch> task, IEnumerable<TBatch> data, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(data);
        using RunGate.Call inside = _gate.Enter(stage.ToString());
        TaskParts.RequireModule(task);
        if (_run is { } run)
            return run.Evaluate(stage, task, data, cancellation);
        using TrainerLoggers.RunLog? log = _loggers.Open();
        var state = new TrainerState(Options, log?.Log, ledger: null, Notice);
        var pass = new EvaluationPass<TBatch>(state, _callbacks, task, cancellation);
        try
        {
            TaskDevice.Move(task.Module, Options.Device);
            FindDevice(state, task);
            return pass.Run(stage, data, limit: null);
        }
        catch (Exception exception)
        {
            new RunHooks<TBatch>(state, _callbacks).Fail(exception);
            throw;
        }
        finally
        {
            state.End();
        }
    }

    internal static void FindDevice(TrainerState state, TrainingTask<TBatch> task) =>
        state.Device = task.Module.parameters().FirstOrDefault()?.device ?? state.Options.Device ?? torch.CPU;

    private static T OneOf<T>(T? given)
        where T : class => given ?? throw new ArgumentException($"One of the trainer's {typeof(T).Name.Split('`')[0]}s is null.");

    private void Notice(string text)
    {
        if (Noticed is { } noticed)
            noticed(this, new NoticeEventArgs(text));
        else
            Console.Error.WriteLine(text);
    }
}
