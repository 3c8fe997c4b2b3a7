using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// A run of training that is advanced by whole accumulation cycles. Each micro-batch's tensors live in one dispose scope, so memory stays flat.
/// </summary>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed class FitRun<TBatch> : IDisposable
{
    private readonly TrainerOptions _options;
    private readonly Callback<TBatch>[] _callbacks;
    private readonly RunGate _gate;
    private readonly RunHooks<TBatch> _hooks;
    private readonly TrainerLoggers.RunLog? _log;
    private readonly TrainingTask<TBatch> _task;
    private readonly CycleTraining<TBatch> _cycle;
    private readonly BatchFeed<TBatch> _feed;
    private readonly FitValidation<TBatch> _validation;
    private readonly TrainerState _state;
    private readonly RunLedger? _ledger;
    private readonly int? _maxEpochs;
    private int _position;

    /// <summary>Whether the epoch has a micro-batch for the next cycle, which then was fetched already; <see langword="null"/> if that was not asked yet.</summary>
    private bool? _next;

    internal FitRun(
        TrainerState state, Callback<TBatch>[] callbacks, TrainerLoggers.RunLog? log, TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData, IEnumerable<TBatch>? validationData, RunGate gate, CancellationToken cancellation)
    {
        (_state, _options, _ledger, _log, _task, _callbacks, _gate) = (state, state.Options, state.Ledger, log, task, callbacks, gate);
        _hooks = new RunHooks<TBatch>(_state, callbacks);
        _maxEpochs = _options.MaxEpochs ?? (_options.MaxSteps is null ? 1000 : null);
        _state.Accumulate = _options.Accumulate.At(0);
        _feed = new BatchFeed<TBatch>(_state, task, trainingData, cancellation);
        _cycle = new CycleTraining<TBatch>(_state, new Hooks<TBatch>(callbacks), task);
        _validation = new FitValidation<TBatch>(_state, new EvaluationPass<TBatch>(_state, callbacks, task, cancellation), validationData);
        Guarded(Start);
    }

    /// <summary>What one call of <see cref="TrainNext"/> did; each includes what stands before it.</summary>
    private enum Trained { Nothing, Batch, Cycle }

    /// <summary>What has been done so far, and why it ended if it has.</summary>
    public FitResult Result => new(_state.Batches, _state.Steps, EpochsDone, StoppedBy);

    /// <summary>Why the run ended; <see cref="StopReason.NotEnded"/> while it can still be advanced.</summary>
    public StopReason StoppedBy { get; private set; }

    private int EpochsDone { get; set; }

    private bool IsFetched => _position > 0 || _next == true;

    /// <summary>Trains whole accumulation cycles. The micro-batch that comes next is fetched then, unless training ends or validates there.</summary>
    /// <param name="cycles">How many at most; at least 0.</param>
    /// <returns>How many were trained: fewer than asked for if the run has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cycles"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">It was called from inside a callback, or while another call is in progress.</exception>
    public long Advance(long cycles)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cycles);
        using RunGate.Call call = _gate.Enter(nameof(Advance));
        return AdvanceUntil(cycles, Trained.Cycle);
    }

    /// <summary>Trains single micro-batches; if their number does not end a cycle, the next call continues inside it.</summary>
    /// <param name="batches">How many at most; at least 0.</param>
    /// <returns>How many were trained: fewer than asked for if the run has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batches"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">It was called from inside a callback, or while another call is in progress.</exception>
    public long AdvanceBatches(long batches)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batches);
        using RunGate.Call call = _gate.Enter(nameof(AdvanceBatches));
        return AdvanceUntil(batches, Trained.Batch);
    }

    /// <summary>Waits until everything logged so far has reached the loggers.</summary>
    public void FlushLoggers()
    {
        TimePhase around = _ledger?.EnterInside(TimePhase.Logging) ?? default;
        _log?.Log.Flush();
        _ledger?.Enter(around);
    }

    /// <summary>Where the time went from the run's beginning until now, or until its end; <see langword="null"/> unless <see cref="TrainerOptions.KeepLedger"/> is set.</summary>
    public TimeBreakdown? ReadLedger() => _state.ReadLedger();

    /// <summary>Ends the run: last hooks, loggers flushed. An epoch whose data are exhausted counts and is validated; one that training is still inside does not.</summary>
    /// <returns>What was done.</returns>
    /// <exception cref="InvalidOperationException">It was called from inside a callback, or while another call is in progress.</exception>
    public FitResult Finish()
    {
        using RunGate.Call call = _gate.Enter(nameof(Finish));
        if (!_state.HasEnded)
        {
            Guarded(End);
            Close();
        }
        return Result;
    }

    /// <summary>Ends the run without its last hooks if <see cref="Finish"/> was not called; loggers are flushed.</summary>
    /// <exception cref="InvalidOperationException">It was called from inside a callback, or while another call is in progress.</exception>
    public void Dispose()
    {
        using RunGate.Call call = _gate.Enter(nameof(Dispose));
        Close();
    }

    /// <summary>Evaluates between two advances, as a validation of the run's own: training is not timed meanwhile.</summary>
    internal long Evaluate(Stage stage, TrainingTask<TBatch> task, IEnumerable<TBatch> data, CancellationToken cancellation)
    {
        _hooks.Pause();
        _ledger?.Enter(TimePhase.Validation);
        try
        {
            if (_options.Device is { } device)
                _ = task.Module.to(device);
            return new EvaluationPass<TBatch>(_state, _callbacks, task, cancellation).Run(stage, data, limit: null);
        }
        catch (Exception exception)
        {
            _hooks.Fail(exception);
            throw;
        }
        finally
        {
            _ledger?.Enter(TimePhase.Other);
            FlushLoggers();
        }
    }

    private long AdvanceUntil(long count, Trained unit)
    {
        ObjectDisposedException.ThrowIf(_state.HasEnded, this);
        try
        {
            long done = 0;
            if (_position > 0)
                _hooks.Resume();
            if (IsFetched)
                _feed.TakeUp();
            while (done < count && StoppedBy == StopReason.NotEnded)
            {
                if (TrainNext() >= unit)
                    done++;
            }
            if (IsFetched)
                _feed.SetAside();
            _ledger?.Enter(TimePhase.Other);
            return done;
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
    }

    private void Start()
    {
        _ledger?.Enter(TimePhase.Other);
        Trainer<TBatch>.Place(_state, _task);
        _hooks.Call(static (callback, state) => callback.OnFitStart(state));
        _validation.CheckSanity();
        _state.Stage = Stage.Train;
        WarnOfEvaluationMode();
        _hooks.Call(static (callback, state) => callback.OnTrainStart(state));
        _ledger?.Enter(TimePhase.Other);
    }

    private void WarnOfEvaluationMode()
    {
        if (_task.Module.modules().Prepend(_task.Module).All(module => !module.training))
            _state.Notice("Every module is in evaluation mode and stays in it: call train() on the model before Fit if dropout and norms are to train.");
    }

    private void End()
    {
        EndEpoch(exhausted: StoppedBy == StopReason.NotEnded && _position == 0 && _feed.IsInEpoch && (_next is { } next ? !next : _feed.IsExhausted()));
        _hooks.Call(static (callback, state) => callback.OnTrainEnd(state));
        _hooks.Call(static (callback, state) => callback.OnFitEnd(state));
    }

    /// <summary>Trains the next micro-batch of the open cycle, or the first of a new one; and asks for the one after it.</summary>
    private Trained TrainNext()
    {
        if (_position == 0 && !OpenCycle())
            return Trained.Nothing;
        if (!TrainFetched())
        {
            if (FetchAhead())
                return Trained.Batch;
            _position = 0;
            _next = false;
            if (StoppedBy != StopReason.NotEnded)
                return Trained.Batch;
            EndCycleLate();
        }
        else if (GoesOn())
        {
            _next = FetchAhead();
        }
        AfterCycle();
        return Trained.Cycle;
    }

    /// <summary>Trains the micro-batch that was fetched. Once this returns its tensors are gone, and whatever sees it has seen it.</summary>
    /// <returns>Whether it ended its cycle. One that is not known to be its epoch's last may turn out to be.</returns>
    private bool TrainFetched()
    {
        (DisposeScope scope, TBatch batch) = _feed.Take();
        try
        {
            torch.Tensor loss = _cycle.MicroBatch(batch, first: _position == 0);
            bool ends = ++_position == _state.Accumulate || _feed.IsAtKnownEnd;
            if (ends)
            {
                _cycle.Step();
                _position = 0;
            }
            _cycle.End(batch, loss);
            return ends;
        }
        finally
        {
            _ledger?.Enter(TimePhase.Other);
            scope.Dispose();
        }
    }

    /// <summary>The step of an epoch's short last cycle, once the source has said that the last micro-batch was the epoch's last.</summary>
    private void EndCycleLate()
    {
        using (torch.NewDisposeScope())
            _cycle.Step();
        _hooks.Call(static (callback, state) => callback.OnLateCycleEnd(state));
        _ledger?.Enter(TimePhase.Other);
    }

    private bool OpenCycle()
    {
        if (!_feed.IsInEpoch)
            StartEpoch();
        else
            _hooks.Resume();
        bool fetched = _next ?? FetchAhead();
        _next = null;
        if (!fetched)
            EndEpoch(exhausted: true);
        return fetched;
    }

    /// <summary>Whether a micro-batch, or the end of the epoch, comes next.</summary>
    private bool GoesOn() => StoppedBy == StopReason.NotEnded && _state.Steps != _options.MaxSteps && !_validation.IsDueInEpoch;

    /// <summary>Fetches the next micro-batch, if there is one and the run was not cancelled.</summary>
    private bool FetchAhead()
    {
        if (_feed.IsCancelled)
        {
            StoppedBy = StopReason.Cancelled;
            return false;
        }
        _ledger?.Enter(TimePhase.DataWait);
        _state.DataWait?.Begin();
        bool fetched = _feed.Fetch();
        _state.DataWait?.End();
        return fetched;
    }

    private void AfterCycle()
    {
        if (_validation.IsDueInEpoch)
        {
            _hooks.Pause();
            Validate();
        }
        if (StoppedBy != StopReason.NotEnded || _state.Steps != _options.MaxSteps)
            return;
        StoppedBy = StopReason.MaxSteps;
        if (_next == false || _feed.IsExhausted())
            EndEpoch(exhausted: true);
    }

    /// <summary>Validates. A run that is cancelled meanwhile has ended.</summary>
    private void Validate()
    {
        _validation.Run();
        if (_feed.IsCancelled)
            StoppedBy = StopReason.Cancelled;
    }

    private void StartEpoch()
    {
        _state.Accumulate = _options.Accumulate.At(_state.Epoch);
        _state.BatchIndex = -1;
        _hooks.Call(static (callback, state) => callback.OnTrainEpochStart(state));
        _cycle.BeginEpoch();
        _hooks.Resume();
        _ledger?.Enter(TimePhase.DataWait);
        _state.DataWait?.Begin();
        _feed.BeginEpoch();
        _state.DataWait?.End();
    }

    /// <summary>
    /// Ends the epoch, if one has begun. It counts, and is validated, if its data source was exhausted, even if training ends there; not if training stops inside it.
    /// </summary>
    private void EndEpoch(bool exhausted)
    {
        if (!_feed.IsInEpoch)
            return;
        _feed.EndEpoch();
        if (exhausted && StoppedBy == StopReason.NotEnded && _state.BatchIndex < 0)
            StoppedBy = StopReason.NoData;
        _hooks.Pause();
        bool whole = exhausted && StoppedBy is (StopReason.NotEnded or StopReason.MaxSteps);
        if (whole && _validation.IsDueAtEpochEnd)
            Validate();
        _hooks.Call(static (callback, state) => callback.OnTrainEpochEnd(state));
        if (!whole)
            return;
        EpochsDone++;
        _state.Epoch++;
        if (StoppedBy == StopReason.NotEnded && EpochsDone == _maxEpochs)
            StoppedBy = StopReason.MaxEpochs;
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
    }

    private void Fail(Exception exception)
    {
        try
        {
            _hooks.Fail(exception);
        }
        finally
        {
            Close();
        }
    }

    private void Close()
    {
        if (_state.HasEnded)
            return;
        try
        {
            _state.End();
            _feed.Dispose();
        }
        finally
        {
            _ledger?.Enter(TimePhase.Logging);
            _log?.Dispose();
            _ledger?.Close();
        }
    }
}
