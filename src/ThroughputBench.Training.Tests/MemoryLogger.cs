using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training.Tests;

/// <summary>Keeps what is written. What it shows is what a reader of a file would see: records appear when they are flushed.</summary>
internal sealed class MemoryLogger : IMetricLogger
{
    private readonly List<(long Step, int Epoch, DateTimeOffset Time, double[] Values)> _written = [];
    private volatile int _visible;

    /// <summary>What has been flushed. Read it while nothing is being written.</summary>
    public IReadOnlyList<(long Step, int Epoch, DateTimeOffset Time, double[] Values)> Records => _written[.._visible];

    public int Disposals { get; private set; }

    /// <summary>Called before each record is written.</summary>
    public Action<long>? BeforeWrite { get; init; }

    public Action? BeforeFlush { get; init; }

    public void Write(in MetricRecord record)
    {
        BeforeWrite?.Invoke(record.Step);
        _written.Add((record.Step, record.Epoch, record.Time, record.Values.ToArray()));
    }

    public void Flush()
    {
        BeforeFlush?.Invoke();
        _visible = _written.Count;
    }

    public void Dispose() => Disposals++;
}
