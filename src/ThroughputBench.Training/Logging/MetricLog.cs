namespace ThroughputBench.Training.Logging;

/// <summary>
/// Carries records from the training thread to the loggers. The training thread copies a record into a buffer and goes on; a thread of its own
/// writes. Nothing is lost: the buffer grows where loggers are slow, and the end waits for what is still in it.
/// </summary>
/// <remarks>
/// The writer looks for records every <see cref="PollMilliseconds"/> instead of being woken for each: a wake-up is a system call of microseconds on the
/// training thread, a look costs the training thread nothing.
/// </remarks>
internal sealed class MetricLog : IDisposable
{
    private const int PollMilliseconds = 50;

    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private readonly long _beganTimestamp;
    private readonly List<IMetricLogger> _loggers;
    private readonly Action<IMetricLogger, Exception> _report;
    private readonly Thread _writer;
    private Buffer _filling = new();
    private Buffer _writing = new();
    private bool _hurry;
    private bool _ending;
    private bool _idle = true;

    public MetricLog(IEnumerable<IMetricLogger> loggers, Action<IMetricLogger, Exception> report, TimeProvider time)
    {
        _loggers = [.. loggers];
        _report = report;
        _time = time;
        (_began, _beganTimestamp) = (time.GetUtcNow(), time.GetTimestamp());
        _writer = new Thread(WriteUntilTheEnd) { IsBackground = true, Name = "ThroughputBench logging" };
        _writer.Start();
    }

    public void Add(long step, int epoch, MetricNames names, ReadOnlySpan<double> values)
    {
        if (values.Length != names.Names.Length)
            throw new ArgumentException($"{names.Names.Length} metrics are named, but {values.Length} values were given.", nameof(values));
        long timestamp = _time.GetTimestamp();
        lock (_gate)
            _filling.Add(new Entry(step, epoch, timestamp, names), values);
    }

    /// <summary>Waits until every record logged so far has been written and flushed.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _hurry = true;
            Monitor.PulseAll(_gate);
            while (!(_idle && _filling.Count == 0) && _writer.IsAlive)
                Monitor.Wait(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.PulseAll(_gate);
        }
        _writer.Join();
    }

    private void WriteUntilTheEnd()
    {
        for (bool ended = false; !ended;)
        {
            lock (_gate)
            {
                _idle = true;
                Monitor.PulseAll(_gate);
                if (!_hurry && !_ending)
                    Monitor.Wait(_gate, PollMilliseconds);
                (_filling, _writing) = (_writing, _filling);
                ended = _ending && _writing.Count == 0;
                (_idle, _hurry) = (false, false);
            }
            if (_writing.Count > 0)
            {
                Write(_writing);
                Each(logger => logger.Flush());
                _writing.Clear();
            }
        }
        Each(logger => logger.Dispose());
        lock (_gate)
        {
            _idle = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Write(Buffer buffer)
    {
        for (int i = 0; i < buffer.Count; i++)
        {
            Entry entry = buffer.Entries[i];
            DateTimeOffset time = _began + _time.GetElapsedTime(_beganTimestamp, entry.Timestamp);
            ReadOnlySpan<double> values = buffer.Values.AsSpan(buffer.Starts[i], entry.Names.Names.Length);
            var record = new MetricRecord(entry.Step, entry.Epoch, time, entry.Names, values);
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
        Try(() => _report(logger, failure)); // who listens may fail too: that must not take the writer down, and with it the process
        Try(logger.Dispose); // its failure has been reported; that it cannot close either says nothing new
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // There is nobody left to tell.
        }
    }

    private readonly record struct Entry(long Step, int Epoch, long Timestamp, MetricNames Names);

    private sealed class Buffer
    {
        public Entry[] Entries = new Entry[64];
        public int[] Starts = new int[64];
        public double[] Values = new double[1024];
        private int _used;

        public int Count { get; private set; }

        public void Add(in Entry entry, ReadOnlySpan<double> values)
        {
            if (Count == Entries.Length)
            {
                Array.Resize(ref Entries, 2 * Count);
                Array.Resize(ref Starts, 2 * Count);
            }
            if (_used + values.Length > Values.Length)
                Array.Resize(ref Values, 2 * (_used + values.Length));
            values.CopyTo(Values.AsSpan(_used));
            (Entries[Count], Starts[Count]) = (entry, _used);
            _used += values.Length;
            Count++;
        }

        public void Clear() => (Count, _used) = (0, 0);
    }
}
