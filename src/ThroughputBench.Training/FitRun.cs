using System.Diagnostics.CodeAnalysis;
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
    private readonly Hooks<TBatch> _hooks;
    private readonly MetricLog? _log;
    private readonly TrainingTask<TBatch> _task;
    private readonly IEnumerable<TBatch> _trainingData;
    private readonly IEnumerable<TBatch>? _validationData;
    private readonly EvaluationPass<TBatch> _validation;
    private readonly CancellationToken _cancellation;
    private readonly TrainerState _state;
    private readonly int? _maxEpochs;
    private IEnumerator<TBatch>? _epoch;
    private DisposeScope? _fetched;
    private TBatch? _batch;
    private int _position;
    private bool _paused;
    private bool _finished;
    private long _validatedAt;

    internal FitRun(
        TrainerOptions options, Callback<TBatch>[] callbacks, MetricLog? log, TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData, IEnumerable<TBatch>? validationData, CancellationToken cancellation)
    {
        (_options, _hooks, _log, _task) = (options, new Hooks<TBatch>(callbacks), log, task);
        (_trainingData, _validationData, _cancellation) = (trainingData, validationData, cancellation);
        _maxEpochs = options.MaxEpochs ?? (options.MaxSteps is null ? 1000 : null);
        _state = new TrainerState(options, log) { Accumulate = options.Accumulate.At(0) };
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
    public void FlushLoggers() => _log?.Flush();

    /// <summary>Ends the run: last hooks, loggers flushed and disposed.</summary>
    /// <returns>What was done.</returns>
    public FitResult Finish()
    {
        if (!_finished)
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
        ObjectDisposedException.ThrowIf(_finished, this);
        try
        {
            long done = 0;
            while (done < count && StoppedBy == StopReason.NotEnded)
            {
                if (TrainNext() >= unit)
                    done++;
            }
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
        Trainer<TBatch>.Place(_options, _task);
        foreach (Callback<TBatch> callback in _hooks.All)
            callback.OnFitStart(_state);
        if (_validationData is not null && _options.SanityValidationBatches > 0)
        {
            _state.IsSanityCheck = true;
            _validation.Run(Stage.Validate, _validationData, _options.SanityValidationBatches);
            _state.IsSanityCheck = false;
        }
        _state.Stage = Stage.Train;
        _task.Module.train();
        foreach (Callback<TBatch> callback in _hooks.All)
            callback.OnTrainStart(_state);
    }

    private void End()
    {
        EndEpoch(exhausted: false);
        foreach (Callback<TBatch> callback in _hooks.All)
            callback.OnTrainEnd(_state);
        foreach (Callback<TBatch> callback in _hooks.All)
            callback.OnFitEnd(_state);
    }

    /// <summary>Trains the next micro-batch of the open cycle, or the first of a new one.</summary>
    private Trained TrainNext()
    {
        if (_position == 0 && !OpenCycle())
            return Trained.Nothing;

        // A micro-batch that was fetched ahead may have waited while other tensors came and went: what is computed needs a scope of its own.
        (DisposeScope fetched, TBatch batch) = (_fetched!, _batch!);
        DisposeScope? computed = _position == 0 ? null : torch.NewDisposeScope();
        try
        {
            torch.Tensor loss = TrainMicroBatch(batch, first: _position == 0);
            _position++;
            bool ends = _position == _state.Accumulate;
            if (ends)
                Step();
            else
                ends = !FetchAhead() && StepShortCycle(_position);
            if (ends || StoppedBy != StopReason.NotEnded)
                _position = 0;
            EndMicroBatch(batch, loss);
            if (!ends)
                return Trained.Batch;
        }
        finally
        {
            computed?.Dispose();
            fetched.Dispose();
        }
        AfterCycle();
        return Trained.Cycle;
    }

    private bool OpenCycle()
    {
        if (_epoch is null)
            StartEpoch();
        else
            Resume();
        if (FetchAhead())
            return true;
        EndEpoch(exhausted: true);
        return false;
    }

    /// <summary>
    /// Fetches the next micro-batch into a scope of its own. Inside a cycle only this tells whether the micro-batch before it was the epoch's last
    /// and must step.
    /// </summary>
    private bool FetchAhead()
    {
        DisposeScope scope = torch.NewDisposeScope();
        try
        {
            if (TryFetch(out _batch))
            {
                (_fetched, scope) = (scope, null!);
                return true;
            }
            return false;
        }
        finally
        {
            scope?.Dispose();
        }
    }

    private bool TryFetch([MaybeNullWhen(false)] out TBatch batch)
    {
        batch = default;
        if (_cancellation.IsCancellationRequested)
        {
            StoppedBy = StopReason.Cancelled;
            return false;
        }
        if (_state.BatchIndex + 1 == _options.MaxBatchesPerEpoch || !_epoch!.MoveNext())
            return false;
        batch = _options.Device is { } device ? _task.MoveToDevice(_epoch.Current, device) : _epoch.Current;
        return true;
    }

    private torch.Tensor TrainMicroBatch(TBatch batch, bool first)
    {
        _state.BatchIndex++;
        _state.EndsCycle = false;
        foreach (Callback<TBatch> callback in _hooks.BatchStart)
            callback.OnTrainBatchStart(_state, batch);
        torch.Tensor loss = _task.TrainingStep(batch);
        torch.Tensor scaled = _state.Accumulate == 1 ? loss : loss / _state.Accumulate;
        if (first)
        {
            foreach (Callback<TBatch> callback in _hooks.BeforeZeroGrad)
                callback.OnBeforeZeroGrad(_state);
            _task.Optimizer.zero_grad();
        }
        foreach (Callback<TBatch> callback in _hooks.BeforeBackward)
            callback.OnBeforeBackward(_state, scaled);
        scaled.backward();
        foreach (Callback<TBatch> callback in _hooks.AfterBackward)
            callback.OnAfterBackward(_state);
        return loss;
    }

    /// <summary>The step of an epoch's last cycle; false where there is none to take because the run was cancelled.</summary>
    private bool StepShortCycle(int length)
    {
        if (StoppedBy != StopReason.NotEnded)
            return false;

        // Each loss was divided by the accumulation asked for; the cycle's real length is the right divisor.
        float correction = (float)((double)_state.Accumulate / length);
        using (torch.no_grad())
        {
            foreach (TorchSharp.Modules.Parameter parameter in _task.Module.parameters())
            {
                using torch.Tensor? gradient = parameter.grad;
                gradient?.mul_(correction);
            }
        }
        Step();
        return true;
    }

    private void Step()
    {
        foreach (Callback<TBatch> callback in _hooks.BeforeOptimizerStep)
            callback.OnBeforeOptimizerStep(_state);
        if (_options.ClipGradientNorm is { } norm)
            torch.nn.utils.clip_grad_norm_(_task.Module.parameters(), norm);
        else if (_options.ClipGradientValue is { } value)
            torch.nn.utils.clip_grad_value_(_task.Module.parameters(), value);
        _task.Optimizer.step();
        _state.EndsCycle = true;
        _state.Steps++;
    }

    private void EndMicroBatch(TBatch batch, torch.Tensor loss)
    {
        _state.Batches++;
        foreach (Callback<TBatch> callback in _hooks.BatchEnd)
            callback.OnTrainBatchEnd(_state, batch, loss);
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
        foreach (Callback<TBatch> callback in _hooks.All)
            callback.OnTrainEpochStart(_state);
        Resume();
        _epoch = _trainingData.GetEnumerator();
    }

    /// <summary>Ends the epoch, if one has begun. It counts as done where its data source was found exhausted, not where training stops inside it.</summary>
    private void EndEpoch(bool exhausted)
    {
        if (_epoch is null)
            return;
        _epoch.Dispose();
        _epoch = null;
        if (exhausted && StoppedBy == StopReason.NotEnded && _state.BatchIndex < 0)
            StoppedBy = StopReason.NoData;
        Pause();
        bool whole = exhausted && StoppedBy == StopReason.NotEnded;
        if (whole && _validationData is not null && _options.ValidateEveryBatches is null && (_state.Epoch + 1) % _options.ValidateEveryEpochs == 0)
            ValidateNow();
        foreach (Callback<TBatch> callback in _hooks.All)
            callback.OnTrainEpochEnd(_state);
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
        _validation.Run(Stage.Validate, _validationData!, limit: null);
    }

    private void Pause()
    {
        if (_paused)
            return;
        _paused = true;
        foreach (Callback<TBatch> callback in _hooks.All)
            callback.OnTrainPause(_state);
    }

    private void Resume()
    {
        if (!_paused)
            return;
        _paused = false;
        foreach (Callback<TBatch> callback in _hooks.All)
            callback.OnTrainResume(_state);
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
            foreach (Callback<TBatch> callback in _hooks.All)
                callback.OnException(_state, exception);
        }
        finally
        {
            Close();
        }
    }

    private void Close()
    {
        _finished = true;
        try
        {
            _fetched?.Dispose();
            _epoch?.Dispose();
        }
        finally
        {
            _epoch = null;
            _log?.Dispose();
        }
    }
}
