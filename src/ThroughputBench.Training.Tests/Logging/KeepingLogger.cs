using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>Remembers the steps that it was given.</summary>
internal sealed class KeepingLogger : IMetricLogger
{
    public List<long> Steps { get; } = [];

    public void Write(in MetricRecord record) => Steps.Add(record.Step);

    public void Flush() { }

    public void Dispose() { }
}
