namespace ThroughputBench.Training.Logging;

/// <summary>Takes every record and does nothing with it: for measuring what a monitor costs without what a logger costs.</summary>
public sealed class NullLogger : IMetricLogger
{
    /// <inheritdoc/>
    public void Write(in MetricRecord record) { }

    /// <inheritdoc/>
    public void Flush() { }

    /// <inheritdoc/>
    public void Dispose() { }
}
