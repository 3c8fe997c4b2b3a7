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
    private readonly MetricLog? _log;
    private readonly TrainingTask<TBatch> _task;
    private readonly CycleTraining<TBatch> _cycle;
    private readonly BatchFeed<TBatch> _feed;
    private readonly IEnumerable<TBatch>? _validationData;
    private readonly EvaluationPass<TBatch> _validation;
    private readonly TrainerState _state;
    private readonly RunLedger? _ledger;
    private readonly int? _maxEpochs;
    private int _position;
    private bool _paused;
    private long _validatedAt;

    internal FitRun(
        TrainerState state, Callback<TBatch>[] callbacks, MetricLog? log, TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData, IEnumerable<TBatch>? validationData, CancellationToken cancellation)
    {
        (_state, _options, _ledger, _log, _task) = (state, state.Options, state.Ledger, log, task);
        (_callbacks, _validationData) = (callbacks, validationData);
        _maxEpochs = _options.MaxEpochs ?? (_options.MaxSteps is null ? 1000 : null);
        _state.Accumulate = _options.Accumulate.At(0);
        _feed = new BatchFeed<TBatch>(_state, task, trainingData, cancellation);
        _cycle = new CycleTraining<TBatch>(_state, new Hooks<TBatch>(callbacks), task);
        _validation = new EvaluationPass<TBatch>(_state, callbacks, task, cancellation);
        Guarded(Start);
    }

    /// <summary>What one call of <see cref="TrainNext"/> did; each includes what stands before it.</summary>
    private enum Trained { Nothing, Batch, Cycle }

    /// <summary>What has been done so far, and why it ended if it has.</summary>
    public FitResult Result => new(_state.Batches, _state.Steps, EpochsDone, StoppedBy);

    /// <summary>Why the run ended; <see cref="StopReason.NotEnded"/> while it can still be advanced.</summary>
    public StopReason StoppedBy { get; private set; }

    private int EpochsDone { get; set; }

    /// <summary>Trains whole accumulation cycles.</summary>
    /// <param name="cycles">How many at most; at least 0.</param>
    /// <returns>How many were trained: fewer than asked for where the run has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cycles"/> is negative.</exception>
    public long Advance(long cycles)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cycles);
        return AdvanceUntil(cycles, Trained.Cycle);
    }

    /// <summary>Trains single micro-batches; where their number does not end a cycle, the next call goes on inside it.</summary>
    /// <param name="batches">How many at most; at least 0.</param>
    /// <returns>How many were trained: fewer than asked for where the run has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batches"/> is negative.</exception>
    public long AdvanceBatches(long batches)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batches);
        return AdvanceUntil(batches, Trained.Batch);
    }

    /// <summary>Waits until everything logged so far has reached the loggers.</summary>
    public void FlushLoggers()
    {
        TimePhase around = _ledger?.EnterInside(TimePhase.Logging) ?? default;
        _log?.Flush();
        _ledger?.Enter(around);
    }

    /// <summary>Where the time went from the run's beginning until now, or until its end; <see langword="null"/> unless <see cref="TrainerOptions.KeepLedger"/> is set.</summary>
    public TimeBreakdown? ReadLedger() => _state.ReadLedger();

    /// <summary>Ends the run: last hooks, loggers flushed and disposed.</summary>
    /// <returns>What was done.</returns>
    public FitResult Finish()
    {
        if (!_state.HasEnded)
        {
            Guarded(End);
            Close();
        }
        return Result;
    }

    /// <summary>Ends the run without its last hooks if <see cref="Finish"/> was not called; loggers are flushed and disposed.</summary>
    public void Dispose() => Close();

    private long AdvanceUntil(long count, Trained unit)
    {
        ObjectDisposedException.ThrowIf(_state.HasEnded, this);
        try
        {
            long done = 0;
            if (_position > 0)
                _feed.TakeUp();
            while (done < count && StoppedBy == StopReason.NotEnded)
            {
                if (TrainNext() >= unit)
                    done++;
            }
            if (_position > 0)
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
        Trainer<TBatch>.Place(_options, _task);
        Call(static (callback, state) => callback.OnFitStart(state));
        if (_validationData is not null && _options.SanityValidationBatches > 0)
        {
            _state.IsSanityCheck = true;
            _ledger?.Enter(TimePhase.Validation);
            _validation.Run(Stage.Validate, _validationData, _options.SanityValidationBatches);
            _state.IsSanityCheck = false;
        }
        _state.Stage = Stage.Train;
        _task.Module.train();
        Call(static (callback, state) => callback.OnTrainStart(state));
        _ledger?.Enter(TimePhase.Other);
    }

    private void End()
    {
        EndEpoch(exhausted: false);
        Call(static (callback, state) => callback.OnTrainEnd(state));
        Call(static (callback, state) => callback.OnFitEnd(state));
    }

    /// <summary>Trains the next micro-batch of the open cycle, or the first of a new one.</summary>
    private Trained TrainNext()
    {
        if (_position == 0 && !OpenCycle())
            return Trained.Nothing;

        (DisposeScope scope, TBatch batch) = _feed.Take();
        try
        {
            torch.Tensor loss = _cycle.MicroBatch(batch, first: _position == 0);
            _position++;
            bool ends = _position == _state.Accumulate;
            if (ends)
                _cycle.Step();
            else
                ends = !FetchAhead() && StepShortCycle(_position);
            if (ends || StoppedBy != StopReason.NotEnded)
                _position = 0;
            _cycle.End(batch, loss);
            if (!ends)
                return Trained.Batch;
        }
        finally
        {
            _ledger?.Enter(TimePhase.Other);
            scope.Dispose();
        }
        AfterCycle();
        return Trained.Cycle;
    }

    private bool OpenCycle()
    {
        if (!_feed.IsInEpoch)
            StartEpoch();
        else
            Resume();
        if (FetchAhead())
            return true;
        EndEpoch(exhausted: true);
        return false;
    }

    /// <summary>Fetches the next micro-batch. Inside a cycle only this tells whether the micro-batch before it was the epoch's last and must step.</summary>
    private bool FetchAhead()
    {
        _ledger?.Enter(TimePhase.DataWait);
        if (_feed.Fetch())
            return true;
        if (_feed.IsCancelled)
            StoppedBy = StopReason.Cancelled;
        return false;
    }

    /// <summary>The step of an epoch's last cycle; false where there is none to take because the run was cancelled.</summary>
    private bool StepShortCycle(int length)
    {
        if (StoppedBy != StopReason.NotEnded)
            return false;
        _cycle.ShortStep(length);
        return true;
    }

    private void AfterCycle()
    {
        if (_validationData is not null && _options.ValidateEveryBatches is { } every && _state.Batches / every > _validatedAt / every)
        {
            Pause();
            ValidateNow();
        }
        if (_state.Steps == _options.MaxSteps)
            StoppedBy = StopReason.MaxSteps;
    }

    private void StartEpoch()
    {
        _state.Accumulate = _options.Accumulate.At(_state.Epoch);
        _state.BatchIndex = -1;
        Call(static (callback, state) => callback.OnTrainEpochStart(state));
        Resume();
        _ledger?.Enter(TimePhase.DataWait);
        _feed.BeginEpoch();
    }

    /// <summary>Ends the epoch, if one has begun. It counts as done where its data source was found exhausted, not where training stops inside it.</summary>
    private void EndEpoch(bool exhausted)
    {
        if (!_feed.IsInEpoch)
            return;
        _feed.EndEpoch();
        if (exhausted && StoppedBy == StopReason.NotEnded && _state.BatchIndex < 0)
            StoppedBy = StopReason.NoData;
        Pause();
        bool whole = exhausted && StoppedBy == StopReason.NotEnded;
        if (whole && _validationData is not null && _options.ValidateEveryBatches is null && (_state.Epoch + 1) % _options.ValidateEveryEpochs == 0)
            ValidateNow();
        Call(static (callback, state) => callback.OnTrainEpochEnd(state));
        if (!whole)
            return;
        EpochsDone++;
        _state.Epoch++;
        if (EpochsDone == _maxEpochs)
            StoppedBy = StopReason.MaxEpochs;
    }

    private void ValidateNow()
    {
        _validatedAt = _state.Batches;
        _ledger?.Enter(TimePhase.Validation);
        _validation.Run(Stage.Validate, _validationData!, limit: null);
    }

    private void Pause()
    {
        if (_paused)
            return;
        _paused = true;
        Call(static (callback, state) => callback.OnTrainPause(state));
    }

    private void Resume()
    {
        if (!_paused)
            return;
        _paused = false;
        Call(static (callback, state) => callback.OnTrainResume(state));
    }

    /// <summary>Calls a hook that is off the path of a step.</summary>
    private void Call(Action<Callback<TBatch>, TrainerState> hook)
    {
        _ledger?.Enter(TimePhase.Callbacks);
        foreach (Callback<TBatch> callback in _callbacks)
            hook(callback, _state);
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
            foreach (Callback<TBatch> callback in _callbacks)
                callback.OnException(_state, exception);
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
        _state.HasEnded = true;
        try
        {
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
