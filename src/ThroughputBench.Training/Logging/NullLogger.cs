namespace ThroughputBench.Training.Logging;

/// <summary>Ignores every record: for measuring a monitor's cost without a logger's.</summary>
public sealed class NullLogger : IMetricLogger
{
    /// <inheritdoc/>
    public void Write(in MetricRecord record) { }

    /// <inheritdoc/>
    public void Flush() { }

    /// <inheritdoc/>
    public void Dispose() { }
}
