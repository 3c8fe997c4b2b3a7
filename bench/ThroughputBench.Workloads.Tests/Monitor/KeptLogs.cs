using ThroughputBench.Training.Logging;

namespace ThroughputBench.Workloads.Tests.Monitor;

/// <summary>Keeps every record that was logged, by the metrics' names. Metrics without a value are left out.</summary>
internal sealed class KeptLogs : IMetricLogger
{
    private readonly List<(long Step, MetricNames Names, double[] Values)> _records = [];

    /// <summary>Every record, as it came.</summary>
    public IReadOnlyList<(long Step, MetricNames Names, double[] Values)> Records => _records;

    /// <summary>The records whose metrics' names begin with a prefix, and the names without it. Read it once the run has ended.</summary>
    public IReadOnlyList<(long Step, IReadOnlyDictionary<string, double> Values)> Below(string prefix) =>
        [
            .. _records
                .Where(record => record.Names.Names[0].StartsWith(prefix, StringComparison.Ordinal))
                .Select(record => (record.Step, Named(record.Names, record.Values, prefix.Length))),
        ];

    public void Write(in MetricRecord record) => _records.Add((record.Step, record.Names, record.Values.ToArray()));

    public void Flush() { }

    public void Dispose() { }

    private static IReadOnlyDictionary<string, double> Named(MetricNames names, double[] values, int from) =>
        names
            .Names.Zip(values)
            .Where(metric => !double.IsNaN(metric.Second))
            .ToDictionary(metric => metric.First[from..], metric => metric.Second);
}
