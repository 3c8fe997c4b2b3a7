using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>Keeps every record that was logged, by the metrics' names. Metrics without a value this time are left out.</summary>
internal sealed class MetricKeeper : IMetricLogger
{
    private readonly List<Logged> _records = [];

    /// <summary>Read it once the run has ended.</summary>
    public IReadOnlyList<Logged> Records => _records;

    /// <summary>Called on the logging thread when what was logged is flushed.</summary>
    public Action? AtFlush { get; init; }

    /// <summary>Of one stage, for example <c>train</c>, with names that begin after it.</summary>
    public IReadOnlyList<Logged> Of(string stage) =>
        [
            .. _records
                .Where(record => record.Names[0].StartsWith(stage, StringComparison.Ordinal))
                .Select(record =>
                    record with
                    {
                        Values = record.Values.ToDictionary(value => value.Key[(stage.Length + 1)..], value => value.Value),
                    }
                ),
        ];

    public void Write(in MetricRecord record)
    {
        var values = new Dictionary<string, double>();
        for (int i = 0; i < record.Values.Length; i++)
        {
            if (!double.IsNaN(record.Values[i]))
                values.Add(record.Names.Names[i], record.Values[i]);
        }
        _records.Add(new Logged(record.Step, record.Epoch, values, [.. record.Names.Names]));
    }

    public void Flush() => AtFlush?.Invoke();

    public void Dispose() { }

    internal sealed record Logged(long Step, int Epoch, IReadOnlyDictionary<string, double> Values, IReadOnlyList<string> Names)
    {
        public double this[string name] => Values[name];

        public bool Has(string name) => Values.ContainsKey(name);
    }
}
