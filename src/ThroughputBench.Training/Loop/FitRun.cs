using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training;

/// <summary>
/// A run of training that is advanced by whole accumulation cycles. Each micro-batch's tensors live in one dispose scope, so memory stays
/// flat.
/// </summary>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed class FitRun<TBatch> : IDisposable
{
    private readonly Callback<TBatch>[] _callbacks;
    private readonly TrainerLoggers.RunLog? _log;
    private readonly TrainerState _state;
    private readonly RunLedger? _ledger;
    private readonly RunGate _gate;
    private readonly FitLoop<TBatch> _loop;

    internal FitRun(
        TrainerState state,
        Callback<TBatch>[] callbacks,
        TrainerLoggers.RunLog? log,
        TrainingTask<TBatch> task,
        IEnumerable<TBatch> trainingData,
        IEnumerable<TBatch>? validationData,
        RunGate gate,
        RunCheckpoint? checkpoint,
        CancellationToken cancellation
    )
    {
        (_state, _ledger, _log, _callbacks, _gate) = (state, state.Ledger, log, callbacks, gate);
        _loop = new FitLoop<TBatch>(state, callbacks, task, trainingData, validationData, cancellation);
        Guarded(() => _loop.Start(checkpoint));
    }

    /// <summary>What has been done so far, and why it ended if it has.</summary>
    public FitResult Result =>
        new(
            _state.Batches,
            _state.Steps,
            _loop.EpochsDone,
            StoppedBy,
            StoppedBy == StopReason.Requested ? _state.StopRequest : null
        );

    /// <summary>Why the run ended; <see cref="StopReason.NotEnded"/> while it can still be advanced.</summary>
    public StopReason StoppedBy => _loop.StoppedBy;

    /// <summary>
    /// Trains whole accumulation cycles. Afterwards the next micro-batch is already fetched, unless training ends or validates there.
    /// </summary>
    /// <param name="cycles">How many at most; at least 0.</param>
    /// <returns>How many were trained: fewer than asked for if the run has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cycles"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">It was called from inside a callback, or while another call is in progress.</exception>
    public long Advance(long cycles)
    {
        if (cycles < 0)
            throw Refusal.OutOfRange(nameof(cycles), cycles, $"A run advances by at least 0 cycles, not {cycles}.");
        using RunGate.Call call = _gate.Enter(nameof(Advance));
        return Advance(cycles, wholeCycles: true);
    }

    /// <summary>Trains single micro-batches. If their number does not end a cycle, the next call continues inside it.</summary>
    /// <param name="batches">How many at most; at least 0.</param>
    /// <returns>How many were trained: fewer than asked for if the run has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batches"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">It was called from inside a callback, or while another call is in progress.</exception>
    public long AdvanceBatches(long batches)
    {
        if (batches < 0)
            throw Refusal.OutOfRange(nameof(batches), batches, $"A run advances by at least 0 micro-batches, not {batches}.");
        using RunGate.Call call = _gate.Enter(nameof(AdvanceBatches));
        return Advance(batches, wholeCycles: false);
    }

    /// <summary>Waits until everything logged so far has reached the loggers.</summary>
    public void FlushLoggers()
    {
        TimePhase around = _ledger?.EnterInside(TimePhase.Logging) ?? default;
        _log?.Log.Flush();
        _ledger?.Enter(around);
    }

    /// <summary>
    /// How the time since the run's beginning divides among phases, until now or until its end; <see langword="null"/> unless
    /// <see cref="TrainerOptions.KeepLedger"/> is set.
    /// </summary>
    public TimeBreakdown? ReadLedger() => _state.ReadLedger();

    /// <summary>
    /// Ends the run: last hooks, loggers flushed. An epoch whose data are exhausted counts and is validated; an unfinished epoch does not
    /// count.
    /// </summary>
    /// <returns>What was done.</returns>
    /// <exception cref="InvalidOperationException">It was called from inside a callback, or while another call is in progress.</exception>
    public FitResult Finish()
    {
        using RunGate.Call call = _gate.Enter(nameof(Finish));
        if (!_state.HasEnded)
        {
            Guarded(_loop.End);
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

    /// <summary>Evaluates between two advances, like a validation within the run: training is not timed meanwhile.</summary>
    internal long Evaluate(Stage stage, TrainingTask<TBatch> task, IEnumerable<TBatch> data, CancellationToken cancellation)
    {
        _loop.Hooks.Pause();
        _ledger?.Enter(TimePhase.Validation);
        try
        {
            TaskDevice.Move(task.Module, _state.Options.Device);
            return new EvaluationPass<TBatch>(_state, _callbacks, task, cancellation).Run(stage, data, limit: null);
        }
        catch (Exception exception)
        {
            _loop.Hooks.Fail(exception);
            throw;
        }
        finally
        {
            _ledger?.Enter(TimePhase.Other);
            FlushLoggers();
        }
    }

    private long Advance(long count, bool wholeCycles)
    {
        ObjectDisposedException.ThrowIf(_state.HasEnded, this);
        try
        {
            return _loop.Advance(count, wholeCycles);
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
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
            _loop.Hooks.Fail(exception);
        }
        finally
        {
            _state.CloseAfterFailure(Close);
        }
    }

    private void Close()
    {
        if (_state.HasEnded)
            return;
        try
        {
            _state.End();
            _loop.Dispose();
        }
        finally
        {
            _ledger?.Enter(TimePhase.Logging);
            _log?.Dispose();
            _ledger?.Close();
        }
    }
}
