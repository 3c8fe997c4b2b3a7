namespace ThroughputBench.Training.Logging;

/// <summary>One record of metrics on its way to the loggers. It is valid only during the call.</summary>
public readonly ref struct MetricRecord
{
    /// <summary>Creates a record.</summary>
    /// <param name="step">The step that the metrics belong to.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="time">When it was logged.</param>
    /// <param name="names">The metrics' names.</param>
    /// <param name="values">One value for each name; NaN if a metric has no value.</param>
    public MetricRecord(long step, int epoch, DateTimeOffset time, MetricNames names, ReadOnlySpan<double> values)
    {
        Step = step;
        Epoch = epoch;
        Time = time;
        Names = names;
        Values = values;
    }

    /// <summary>The step that the metrics belong to.</summary>
    public long Step { get; }

    /// <summary>The epoch, counted from 0.</summary>
    public int Epoch { get; }

    /// <summary>When it was logged.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The metrics' names.</summary>
    public MetricNames Names { get; }

    /// <summary>One value for each name; NaN if a metric has no value this time.</summary>
    public ReadOnlySpan<double> Values { get; }
}
