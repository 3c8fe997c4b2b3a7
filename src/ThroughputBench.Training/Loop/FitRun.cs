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

    /// <summary>Whether the epoch has a micro-batch for the next cycle, which then was fetched already; <see langword="null"/> where that was not asked yet.</summary>
    private bool? _next;

    internal FitRun(
        TrainerState state, Callback<TBatch>[] callbacks, TrainerLoggers.RunLog? log, TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData, IEnumerable<TBatch>? validationData, CancellationToken cancellation)
    {
        (_state, _options, _ledger, _log, _task) = (state, state.Options, state.Ledger, log, task);
        _hooks = new RunHooks<TBatch>(_state, callbacks);
        _maxEpochs = _options.MaxEpochs ?? (_options.MaxSteps is null ? 1000 : null);
        _state.Accumulate = _options.Accumulate.At(0);
        _feed = new BatchFeed<TBatch>(_state, task, trainingData, cancellation);
        var hooks = new Hooks<TBatch>(callbacks);
        _state.LastAtBatchEnd = hooks.BatchEnd.LastOrDefault();
        _cycle = new CycleTraining<TBatch>(_state, hooks, task);
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
        _log?.Log.Flush();
        _ledger?.Enter(around);
    }

    /// <summary>Where the time went from the run's beginning until now, or until its end; <see langword="null"/> unless <see cref="TrainerOptions.KeepLedger"/> is set.</summary>
    public TimeBreakdown? ReadLedger() => _state.ReadLedger();

    /// <summary>Ends the run: last hooks, loggers flushed.</summary>
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

    /// <summary>Ends the run without its last hooks if <see cref="Finish"/> was not called; loggers are flushed.</summary>
    public void Dispose() => Close();

    private long AdvanceUntil(long count, Trained unit)
    {
        ObjectDisposedException.ThrowIf(_state.HasEnded, this);
        try
        {
            long done = 0;
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
        _task.Module.train();
        _hooks.Call(static (callback, state) => callback.OnTrainStart(state));
        _ledger?.Enter(TimePhase.Other);
    }

    private void End()
    {
        EndEpoch(exhausted: false);
        _hooks.Call(static (callback, state) => callback.OnTrainEnd(state));
        _hooks.Call(static (callback, state) => callback.OnFitEnd(state));
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
            if (GoesOn())
                _next = FetchAhead(atBatchEnd: true);
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
            _hooks.Resume();
        bool fetched = _next ?? FetchAhead();
        _next = null;
        if (!fetched)
            EndEpoch(exhausted: true);
        return fetched;
    }

    /// <summary>Whether a micro-batch, or the end of the epoch, comes next.</summary>
    private bool GoesOn() => StoppedBy == StopReason.NotEnded && _state.Steps != _options.MaxSteps && !_validation.IsDueInEpoch;

    /// <summary>Fetches the next micro-batch. Inside a cycle only this tells whether the micro-batch before it was the epoch's last and must step.</summary>
    /// <param name="atBatchEnd">Whether callbacks were just told of the end of a micro-batch.</param>
    private bool FetchAhead(bool atBatchEnd = false)
    {
        _ledger?.Enter(TimePhase.DataWait);
        _state.DataWait?.Begin(atBatchEnd);
        bool fetched = _feed.Fetch();
        _state.DataWait?.End();
        if (fetched)
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
        if (_validation.IsDueInEpoch)
        {
            _hooks.Pause();
            _validation.Run();
        }
        if (_state.Steps == _options.MaxSteps)
            StoppedBy = StopReason.MaxSteps;
    }

    private void StartEpoch()
    {
        _state.Accumulate = _options.Accumulate.At(_state.Epoch);
        _state.BatchIndex = -1;
        _hooks.Call(static (callback, state) => callback.OnTrainEpochStart(state));
        _hooks.Resume();
        _ledger?.Enter(TimePhase.DataWait);
        _state.DataWait?.Begin();
        _feed.BeginEpoch();
        _state.DataWait?.End();
    }

    /// <summary>Ends the epoch, if one has begun. It counts as done where its data source was found exhausted, not where training stops inside it.</summary>
    private void EndEpoch(bool exhausted)
    {
        if (!_feed.IsInEpoch)
            return;
        _feed.EndEpoch();
        if (exhausted && StoppedBy == StopReason.NotEnded && _state.BatchIndex < 0)
            StoppedBy = StopReason.NoData;
        _hooks.Pause();
        bool whole = exhausted && StoppedBy == StopReason.NotEnded;
        if (whole && _validation.IsDueAtEpochEnd)
            _validation.Run();
        _hooks.Call(static (callback, state) => callback.OnTrainEpochEnd(state));
        if (!whole)
            return;
        EpochsDone++;
        _state.Epoch++;
        if (EpochsDone == _maxEpochs)
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
