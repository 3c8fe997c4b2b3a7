using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// A throughput monitor in a training loop that you write yourself. Report each micro-batch at its end; counts, rates, logs and device
/// timing are those of a <see cref="Trainer{TBatch}"/>'s loop. Only the wait for data is not logged: the loop does not see it.
/// </summary>
/// <remarks>Call it from the thread that trains. The time from its creation to its disposal is training's, but for pauses.</remarks>
/// <typeparam name="TBatch">What your loop trains on.</typeparam>
public sealed class HandLoop<TBatch> : IDisposable
{
    private readonly ThroughputMonitor<TBatch> _monitor;
    private readonly TrainerLoggers _loggers;
    private readonly TrainerLoggers.RunLog? _log;
    private readonly TrainerState _state;
    private bool _paused;

    /// <summary>Begins to count and to time.</summary>
    /// <param name="monitor">The monitor; it watches this loop until it is disposed.</param>
    /// <param name="options">The loop's <see cref="TrainerOptions.Accumulate"/>, <see cref="TrainerOptions.LogEvery"/> and
    /// <see cref="TrainerOptions.Device"/>; the other options say nothing here.</param>
    /// <param name="loggers">The loggers for what the monitor logs. The loop disposes them when it is disposed itself.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a logger would drop or change a metric's name.</exception>
    /// <exception cref="IncompatibleLogIntervalException">A log would fall inside a cycle.</exception>
    public HandLoop(ThroughputMonitor<TBatch> monitor, TrainerOptions options, IEnumerable<IMetricLogger>? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _monitor = monitor;
        _loggers = new TrainerLoggers(
            [.. (loggers ?? []).Select(logger => logger ?? throw Refusal.Wrong($"One of the loop's loggers is null.", nameof(loggers)))],
            ReportFailure,
            TimeProvider.System
        );
        try
        {
            _log = _loggers.Open();
            _state = new TrainerState(options, _log?.Log, notice: Console.Error.WriteLine)
            {
                Accumulate = options.Accumulate.At(0),
                BatchIndex = -1,
                EndsCycle = true,
                Device = options.Device ?? torch.CPU,
                FetchesData = false,
            };
            monitor.OnFitStart(_state);
            monitor.OnTrainStart(_state);
        }
        catch
        {
            _state?.End();
            Close();
            throw;
        }
    }

    /// <summary>A micro-batch is done, and the optimizer's step too if one followed it.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <param name="endsCycle">Whether the optimizer's step was taken after it.</param>
    /// <exception cref="InvalidOperationException">The loop is paused, or has ended.</exception>
    public void EndBatch(TBatch batch, bool endsCycle)
    {
        RequireRunning(nameof(EndBatch));
        _state.BatchIndex++;
        _state.Batches++;
        _state.EndsCycle = endsCycle;
        if (endsCycle)
            _state.Steps++;
        _monitor.OnTrainBatchEnd(_state, batch, null!);
    }

    /// <summary>
    /// The optimizer's step of an epoch's short last cycle was taken after <see cref="EndBatch"/> had reported its last micro-batch as one
    /// inside the cycle.
    /// </summary>
    /// <exception cref="InvalidOperationException">No cycle is open, or the loop is paused or has ended.</exception>
    public void EndCycle()
    {
        RequireRunning(nameof(EndCycle));
        if (_state.EndsCycle)
            throw new InvalidOperationException("No cycle is open: the optimizer's step was reported already.");
        _state.EndsCycle = true;
        _state.Steps++;
        _monitor.OnLateCycleEnd(_state);
    }

    /// <summary>An epoch is over. Its number is in the logs, and an accumulation by epoch follows it.</summary>
    public void EndEpoch()
    {
        _state.EndEpoch();
        _state.BatchIndex = -1;
        _state.Accumulate = _state.Options.Accumulate.At(_state.Epoch);
    }

    /// <summary>Stops training's clock, for validation or a checkpoint: <c>using (loop.Pause()) Validate();</c>.</summary>
    /// <returns>What starts it again when it is disposed.</returns>
    public IDisposable Pause() => new TrainingPause(TryPause, Resume);

    /// <summary>Ends the loop: what was trained since the last log is logged, and the loggers are closed.</summary>
    public void Dispose()
    {
        if (_state.HasEnded)
            return;
        try
        {
            _monitor.OnTrainEnd(_state);
        }
        finally
        {
            _state.End();
            Close();
        }
    }

    private void RequireRunning(string call)
    {
        ObjectDisposedException.ThrowIf(_state.HasEnded, this);
        if (_paused)
            throw Refusal.Invalid($"{call} was called inside {nameof(Pause)}: dispose the pause first.");
    }

    private bool TryPause()
    {
        if (_paused)
            return false;
        _monitor.OnTrainPause(_state);
        return _paused = true;
    }

    private void Resume()
    {
        _paused = false;
        _monitor.OnTrainResume(_state);
    }

    private void Close()
    {
        _log?.Dispose();
        _loggers.Dispose();
    }

    private static void ReportFailure(IMetricLogger logger, Exception failure) =>
        Console.Error.WriteLine($"{logger.GetType().Name} failed and is left out: {failure.Message}");
}
