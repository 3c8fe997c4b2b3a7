using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>The loop of a fit: epochs of cycles of micro-batches, validations in between, and the end of training.</summary>
internal sealed partial class FitLoop<TBatch> : IDisposable
{
    private readonly TrainerOptions _options;
    private readonly TrainingTask<TBatch> _task;
    private readonly CycleTraining<TBatch> _cycle;
    private readonly BatchFeed<TBatch> _feed;
    private readonly FitValidation<TBatch> _validation;
    private readonly RunHooks<TBatch> _hooks;
    private readonly TrainerState _state;
    private readonly RunLedger? _ledger;
    private readonly TaskLog? _logged;
    private int _position;

    /// <summary>
    /// Whether the epoch has a micro-batch for the next cycle, which is then already fetched; <see langword="null"/> if that is not yet
    /// known.
    /// </summary>
    private bool? _next;

    public FitLoop(
        TrainerState state,
        Callback<TBatch>[] callbacks,
        TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData,
        IEnumerable<TBatch>? validationData,
        CancellationToken cancellation
    )
    {
        (_state, _options, _ledger, _task) = (state, state.Options, state.Ledger, task);
        _callbacks = callbacks;
        _keepsCheckpoints = callbacks.Any(callback => callback is CheckpointCallback<TBatch>);
        _hooks = new RunHooks<TBatch>(_state, callbacks);
        (_state.TryPause, _state.Resume, _state.SaveCheckpoint) = (_hooks.Pause, _hooks.Resume, SaveCheckpoint);
        _state.MaxEpochs = _options.MaxEpochs ?? (_options.MaxSteps is null ? 1000 : null);
        _state.Accumulate = _options.Accumulate.At(0);
        _logged = _state.HasLoggers ? new TaskLog(_state, Stage.Train) : null;
        _feed = new BatchFeed<TBatch>(_state, task, trainingData, cancellation);
        _cycle = new CycleTraining<TBatch>(_state, new StepHooks<TBatch>(callbacks), task, _logged);
        _validation = new FitValidation<TBatch>(_state, new EvaluationPass<TBatch>(_state, callbacks, task, cancellation), validationData);
    }

    /// <summary>What one call of <see cref="TrainNext"/> did; each value includes those before it.</summary>
    private enum Trained
    {
        Nothing,
        Batch,
        Cycle,
    }

    /// <summary>Epochs that count.</summary>
    public int EpochsDone { get; private set; }

    /// <summary>Why training ended; <see cref="StopReason.NotEnded"/> while it can still be advanced.</summary>
    public StopReason StoppedBy { get; private set; }

    /// <summary>The hooks off the path of a step.</summary>
    public RunHooks<TBatch> Hooks => _hooks;

    private bool IsFetched => _position > 0 || _next == true;

    /// <summary>Trains the given number of cycles, or micro-batches.</summary>
    /// <returns>How many were trained: fewer if training has ended.</returns>
    public long Advance(long count, bool wholeCycles)
    {
        Trained unit = wholeCycles ? Trained.Cycle : Trained.Batch;
        long done = 0;
        _task.Logged = _logged;
        if (_position > 0)
            _hooks.Resume();
        if (IsFetched)
            _feed.ResumeScope();
        (RunCheckpoint? resumed, _resumed) = (_resumed, null);
        if (resumed is not null && StoppedBy == StopReason.NotEnded)
            ContinueEpoch(resumed);
        while (done < count && StoppedBy == StopReason.NotEnded)
        {
            if (TrainNext() >= unit)
                done++;
        }
        if (IsFetched)
            _feed.SuspendScope();
        _task.Logged = null;
        _ledger?.Enter(TimePhase.Other);
        return done;
    }

    public void Dispose()
    {
        _task.Logged = null;
        _logged?.Dispose();
        _feed.Dispose();
    }

    /// <summary>The part before the first epoch: first hooks and the sanity check, or what a checkpoint restores.</summary>
    public void Start(RunCheckpoint? checkpoint)
    {
        _ledger?.Enter(TimePhase.Other);
        Trainer<TBatch>.FindDevice(_state, _task);
        _hooks.Call(static (callback, state) => callback.OnFitStart(state));
        if (checkpoint is null)
            _validation.CheckSanity();
        else
            Restore(checkpoint);
        _state.Stage = Stage.Train;
        WarnOfEvaluationMode();
        _hooks.Call(static (callback, state) => callback.OnTrainStart(state));
        if (checkpoint is not null)
            _hooks.Pause();
        _ledger?.Enter(TimePhase.Other);
    }

    private void WarnOfEvaluationMode()
    {
        if (_task.Module.modules().Prepend(_task.Module).All(module => !module.training))
        {
            _state.Notice(
                "Every module is in evaluation mode and stays in it: call train() on the model before Fit if dropout and norms are "
                    + "to train."
            );
        }
    }

    /// <summary>Ends training here: last hooks.</summary>
    public void End()
    {
        EndEpoch(
            exhausted: StoppedBy == StopReason.NotEnded
                && _position == 0
                && _feed.IsInEpoch
                && IsEpochExhausted()
        );
        _logged?.Write();
        _hooks.Call(static (callback, state) => callback.OnTrainEnd(state));
        _hooks.Call(static (callback, state) => callback.OnFitEnd(state));
    }

    /// <summary>Trains the next micro-batch of the open cycle, or the first of a new one; and requests the one after it.</summary>
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

    /// <summary>
    /// Trains the micro-batch that was fetched. Once this returns its tensors are disposed, and every hook has seen it.
    /// </summary>
    /// <returns>Whether it ended its cycle. One that is not yet known to be its epoch's last may still be the last.</returns>
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

    /// <summary>The step of an epoch's short last cycle, once the source has shown that the last micro-batch was the epoch's
    /// last.</summary>
    private void EndCycleLate()
    {
        using (torch.NewDisposeScope())
            _cycle.Step();
        _logged?.EndCycle();
        _hooks.Call(static (callback, state) => callback.OnLateCycleEnd(state));
        _ledger?.Enter(TimePhase.Other);
    }

    private bool OpenCycle()
    {
        if (_state.StopRequest is not null)
        {
            StoppedBy = StopReason.Requested;
            if (_feed.IsInEpoch && IsEpochExhausted())
                EndEpoch(exhausted: true);
            return false;
        }
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
    private bool GoesOn() => StoppedBy == StopReason.NotEnded && !IsLastCycle && !_validation.IsDueInEpoch;

    // A resumed run may begin behind its limits.
    private bool IsLastCycle => HasAllSteps || _state.StopRequest is not null;

    private bool HasAllSteps => _state.Steps >= _options.MaxSteps;

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
        if (StoppedBy != StopReason.NotEnded || !IsLastCycle)
            return;
        StoppedBy = HasAllSteps ? StopReason.MaxSteps : StopReason.Requested;
        if (IsEpochExhausted())
            EndEpoch(exhausted: true);
    }

    // A micro-batch that is fetched already is left: a stop may have been requested meanwhile.
    private bool IsEpochExhausted() => _next is { } next ? !next : _feed.IsExhausted();

    /// <summary>Validates. A run that is cancelled during it has ended.</summary>
    private void Validate()
    {
        _validation.Run();
        if (_feed.IsCancelled)
            StoppedBy = StopReason.Cancelled;
    }
}
