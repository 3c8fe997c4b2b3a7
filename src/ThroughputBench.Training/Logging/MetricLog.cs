using System.Runtime.CompilerServices;

namespace ThroughputBench.Training.Logging;

/// <summary>
/// Carries records from the training thread to the loggers. The training thread only copies a record into a queue; a separate thread
/// writes. Nothing is lost: the queue grows if loggers are slow, and the end of a run waits until it is empty.
/// </summary>
/// <remarks>
/// The writer polls for records every <see cref="PollMilliseconds"/> instead of being woken for each: a wake-up is a system call of
/// microseconds on the training thread, while polling costs that thread nothing.
/// </remarks>
internal sealed class MetricLog : IDisposable
{
    private const int PollMilliseconds = 50;

    /// <summary>Records after which loggers are flushed even if more are waiting.</summary>
    private const int MostUnflushed = 4096;

    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly List<IMetricLogger> _loggers;
    private readonly IMetricLogger[] _all;
    private readonly Action<IMetricLogger, Exception> _report;
    private readonly Thread _writer;
    private readonly RecordQueue _records = new();
    private long _flushesAsked;
    private long _flushesDone;
    private bool _ending;
    private bool _over;

    /// <summary>Starts the writing thread.</summary>
    /// <param name="loggers">The loggers for the records. The log owns the list until it is disposed: it closes and removes a logger that
    /// fails. The others stay open.</param>
    /// <param name="report">Called with a logger that failed, on the writing thread.</param>
    /// <param name="time">The clock that stamps records.</param>
    public MetricLog(List<IMetricLogger> loggers, Action<IMetricLogger, Exception> report, TimeProvider time)
    {
        _loggers = loggers;
        _all = [.. loggers];
        _report = report;
        _time = time;
        _writer = new Thread(WriteUntilTheEnd) { IsBackground = true, Name = "ThroughputBench logging" };
        _writer.Start();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long step, int epoch, MetricNames names, ReadOnlySpan<double> values)
    {
        if (values.Length != names.Names.Length)
            throw NotAsMany(names, values.Length);
        _records.Add(new RecordQueue.Entry(step, epoch, _time.GetUtcNow().UtcTicks, names), values);
    }

    /// <summary>Refuses names that a logger would drop or change.</summary>
    /// <exception cref="ArgumentException">A logger refuses a name; the message says which, and why.</exception>
    public void Require(MetricNames names)
    {
        foreach (IMetricLogger logger in _all)
        {
            foreach (string name in names.Names)
            {
                if (logger.WhyNot(name) is { } reason)
                    throw new ArgumentException($"{logger.GetType().Name} cannot log the metric '{name}': {reason}", nameof(names));
            }
        }
    }

    /// <summary>Waits until every record logged so far has been written and flushed.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            long mine = ++_flushesAsked;
            Monitor.PulseAll(_gate);
            while (_flushesDone < mine && !_over)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Waits until every record has been written and flushed, and ends the writing thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.PulseAll(_gate);
        }
        _writer.Join();
    }

    private static ArgumentException NotAsMany(MetricNames names, int values) =>
        new($"Each metric needs one value: {names.Names.Length} are named, and the number of values is {values}.", nameof(values));

    private void WriteUntilTheEnd()
    {
        for (bool ending = false; !ending;)
        {
            long asked;
            lock (_gate)
            {
                if (_flushesAsked == _flushesDone && !_ending)
                    Monitor.Wait(_gate, PollMilliseconds);
                (asked, ending) = (_flushesAsked, _ending);
            }
            // The caller had added its records before: all of them are written now.
            while (WriteSome())
                Each(logger => logger.Flush());
            lock (_gate)
            {
                _flushesDone = asked;
                Monitor.PulseAll(_gate);
            }
        }
        lock (_gate)
        {
            _over = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool WriteSome()
    {
        int written = 0;
        for (; written < MostUnflushed && _records.TryTake(out RecordQueue.Entry entry, out ReadOnlySpan<double> values); written++)
        {
            Write(new MetricRecord(entry.Step, entry.Epoch, new DateTimeOffset(entry.UtcTicks, TimeSpan.Zero), entry.Names, values));
        }
        return written > 0;
    }

    private void Write(in MetricRecord record)
    {
        for (int k = _loggers.Count - 1; k >= 0; k--)
        {
            try
            {
                _loggers[k].Write(record);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Drop(_loggers[k], failure);
            }
        }
    }

    private void Each(Action<IMetricLogger> action)
    {
        foreach (IMetricLogger logger in _loggers.ToArray())
        {
            try
            {
                action(logger);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Drop(logger, failure);
            }
        }
    }

    private void Drop(IMetricLogger logger, Exception failure)
    {
        _loggers.Remove(logger);
        Try(() => _report(logger, failure)); // a listener may fail too: that must not end the writer, and with it the process
        Try(logger.Dispose); // its failure has been reported already; that it cannot be closed either adds nothing
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // There is no listener left to report it to.
        }
    }
}
