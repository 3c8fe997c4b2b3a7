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
    private readonly Callback<TBatch>[] _callbacks;
    private readonly MetricLog? _log;
    private readonly TrainingTask<TBatch> _task;
    private readonly IEnumerable<TBatch> _trainingData;
    private readonly IEnumerable<TBatch>? _validationData;
    private readonly EvaluationPass<TBatch> _validation;
    private readonly CancellationToken _cancellation;
    private readonly TrainerState _state;
    private readonly int? _maxEpochs;
    private IEnumerator<TBatch>? _epoch;
    private bool _paused;
    private bool _finished;
    private long _validatedAt;

    internal FitRun(
        TrainerOptions options, Callback<TBatch>[] callbacks, MetricLog? log, TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData, IEnumerable<TBatch>? validationData, CancellationToken cancellation)
    {
        (_options, _callbacks, _log, _task) = (options, callbacks, log, task);
        (_trainingData, _validationData, _cancellation) = (trainingData, validationData, cancellation);
        _maxEpochs = options.MaxEpochs ?? (options.MaxSteps is null ? 1000 : null);
        _state = new TrainerState(options, log) { Accumulate = options.Accumulate.At(0) };
        _validation = new EvaluationPass<TBatch>(_state, callbacks, task, cancellation);
        Guarded(Start);
    }

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
        ObjectDisposedException.ThrowIf(_finished, this);
        try
        {
            long done = 0;
            while (done < cycles && StoppedBy == StopReason.NotEnded)
            {
                if (TrainCycle())
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

    private void Start()
    {
        Trainer<TBatch>.Place(_options, _task);
        foreach (Callback<TBatch> callback in _callbacks)
            callback.OnFitStart(_state);
        if (_validationData is not null && _options.SanityValidationBatches > 0)
        {
            _state.IsSanityCheck = true;
            _validation.Run(Stage.Validate, _validationData, _options.SanityValidationBatches);
            _state.IsSanityCheck = false;
        }
        _state.Stage = Stage.Train;
        _task.Module.train();
        foreach (Callback<TBatch> callback in _callbacks)
            callback.OnTrainStart(_state);
    }

    private void End()
    {
        EndEpoch(exhausted: false);
        foreach (Callback<TBatch> callback in _callbacks)
            callback.OnTrainEnd(_state);
        foreach (Callback<TBatch> callback in _callbacks)
            callback.OnFitEnd(_state);
    }

    /// <summary>One cycle; false where none could be trained because the run has ended or is about to.</summary>
    private bool TrainCycle()
    {
        if (_epoch is null)
            StartEpoch();
        else
            Resume();

        DisposeScope scope = torch.NewDisposeScope();
        try
        {
            if (!TryFetch(out TBatch? batch))
            {
                EndEpoch(exhausted: true);
                return false;
            }
            for (int position = 1; ; position++)
            {
                torch.Tensor loss = TrainMicroBatch(batch, first: position == 1);
                if (position == _state.Accumulate)
                {
                    Step();
                    EndMicroBatch(batch, loss);
                    break;
                }

                // Inside a cycle only the next fetch tells whether this micro-batch was the epoch's last and must step.
                DisposeScope next = torch.NewDisposeScope();
                try
                {
                    bool more = TryFetch(out TBatch? following);
                    if (!more && StoppedBy == StopReason.NotEnded)
                        StepShortCycle(position);
                    EndMicroBatch(batch, loss);
                    if (StoppedBy != StopReason.NotEnded)
                        return false;
                    if (!more)
                        break;
                    batch = following!;
                }
                finally
                {
                    scope.Dispose();
                    scope = next;
                }
            }
        }
        finally
        {
            scope.Dispose();
        }
        AfterCycle();
        return true;
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
        foreach (Callback<TBatch> callback in _callbacks)
            callback.OnTrainBatchStart(_state, batch);
        torch.Tensor loss = _task.TrainingStep(batch);
        torch.Tensor scaled = _state.Accumulate == 1 ? loss : loss / _state.Accumulate;
        if (first)
        {
            foreach (Callback<TBatch> callback in _callbacks)
                callback.OnBeforeZeroGrad(_state);
            _task.Optimizer.zero_grad();
        }
        foreach (Callback<TBatch> callback in _callbacks)
            callback.OnBeforeBackward(_state, scaled);
        scaled.backward();
        foreach (Callback<TBatch> callback in _callbacks)
            callback.OnAfterBackward(_state);
        return loss;
    }

    private void StepShortCycle(int length)
    {
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
    }

    private void Step()
    {
        foreach (Callback<TBatch> callback in _callbacks)
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
        foreach (Callback<TBatch> callback in _callbacks)
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
        foreach (Callback<TBatch> callback in _callbacks)
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
        foreach (Callback<TBatch> callback in _callbacks)
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
        foreach (Callback<TBatch> callback in _callbacks)
            callback.OnTrainPause(_state);
    }

    private void Resume()
    {
        if (!_paused)
            return;
        _paused = false;
        foreach (Callback<TBatch> callback in _callbacks)
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
        _finished = true;
        try
        {
            _epoch?.Dispose();
        }
        finally
        {
            _epoch = null;
            _log?.Dispose();
        }
    }
}
