namespace ThroughputBench.Training.Logging;

/// <summary>
/// A trainer's loggers: open for all of its runs, and closed with it. What a run logged is written and flushed when the run ends, so
/// nothing is lost if they are never closed. Runs that overlap share one log, so that a logger is never called from two threads.
/// </summary>
/// <param name="loggers">The loggers. One that fails is reported, closed and left out of all later runs.</param>
/// <param name="report">Called with a logger that failed.</param>
/// <param name="time">The clock that stamps records.</param>
internal sealed class TrainerLoggers(IMetricLogger[] loggers, Action<IMetricLogger, Exception> report, TimeProvider time) : IDisposable
{
    /// <summary>Loggers that runs in progress write to: another trainer's run would call them from a second thread.</summary>
    private static readonly HashSet<IMetricLogger> Writing = new(ReferenceEqualityComparer.Instance);

    private readonly Lock _gate = new();
    private readonly bool _hasAny = loggers.Length > 0;
    private readonly List<IMetricLogger> _healthy = RequireDifferent(loggers); // owned by the log while there is one
    private MetricLog? _log;
    private int _runs;
    private bool _closing;

    /// <summary>Opens the log for a run.</summary>
    /// <returns>What the run disposes at its end; <see langword="null"/> if there are no loggers.</returns>
    /// <exception cref="ObjectDisposedException">The trainer is disposed.</exception>
    /// <exception cref="InvalidOperationException">A run of another trainer is writing to one of the loggers.</exception>
    public RunLog? Open()
    {
        lock (_gate)
        {
            if (_closing)
            {
                throw new ObjectDisposedException(
                    null,
                    "The trainer is disposed and its loggers are closed: create another trainer with new loggers."
                );
            }

            if (!_hasAny)
                return null;
            _log ??= OpenLog();
            _runs++;
            return new RunLog(this, _log);
        }
    }

    /// <summary>Closes the loggers, at the end of the last run if one is in progress.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            if (_runs == 0)
                CloseLoggers();
        }
    }

    private static List<IMetricLogger> RequireDifferent(IMetricLogger[] loggers)
    {
        if (loggers.GroupBy(logger => logger, ReferenceEqualityComparer.Instance).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"The same {twice.Key!.GetType().Name} is among the loggers twice, so that each record would be written twice: give "
                    + "it once.",
                nameof(loggers)
            );
        }

        return [.. loggers];
    }

    private MetricLog OpenLog()
    {
        lock (Writing)
        {
            if (loggers.FirstOrDefault(Writing.Contains) is { } taken)
            {
                throw new InvalidOperationException(
                    $"A run of another trainer is writing to the same {taken.GetType().Name}: give each trainer its own loggers, or "
                        + "finish that run first."
                );
            }

            Writing.UnionWith(loggers);
        }
        return new MetricLog(_healthy, report, time);
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_runs > 0)
            {
                _log!.Flush();
                return;
            }
            _log!.Dispose();
            _log = null;
            lock (Writing)
                Writing.ExceptWith(loggers);
            if (_closing)
                CloseLoggers();
        }
    }

    private void CloseLoggers()
    {
        List<(IMetricLogger Logger, Exception Failure)> failed = [];
        foreach (IMetricLogger logger in _healthy)
        {
            try
            {
                logger.Dispose();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failed.Add((logger, failure));
            }
        }
        _healthy.Clear();

        // A listener may fail too; by now that leaves no logger open.
        foreach ((IMetricLogger logger, Exception failure) in failed)
            report(logger, failure);
    }

    /// <summary>One run's share of the log.</summary>
    internal sealed class RunLog(TrainerLoggers loggers, MetricLog log) : IDisposable
    {
        private bool _left;

        public MetricLog Log => log;

        /// <summary>Waits until everything that was logged has been written and flushed.</summary>
        public void Dispose()
        {
            if (_left)
                return;
            _left = true;
            loggers.Leave();
        }
    }
}
