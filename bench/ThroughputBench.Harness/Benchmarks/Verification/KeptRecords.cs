using ThroughputBench.Training.Logging;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A logger that keeps every record, to be read when the run has ended.</summary>
internal sealed class KeptRecords : IMetricLogger
{
    private readonly List<(string FirstName, Kept Record)> _records = [];

    /// <summary>The records whose metrics' names begin with a prefix; the names are without it.</summary>
    public IReadOnlyList<Kept> Below(string prefix) =>
    [
        .. _records.Where(record => record.FirstName.StartsWith(prefix, StringComparison.Ordinal))
            .Select(record => record.Record with { Values = record.Record.Values.ToDictionary(value => value.Key[prefix.Length..], value => value.Value) }),
    ];

    public void Write(in MetricRecord record)
    {
        var values = new Dictionary<string, double>();
        for (int i = 0; i < record.Values.Length; i++)
            values.Add(record.Names.Names[i], record.Values[i]);
        _records.Add((record.Names.Names[0], new Kept(record.Step, values)));
    }

    public void Flush() { }

    public void Dispose() { }

    /// <summary>One record.</summary>
    internal sealed record Kept(long Step, IReadOnlyDictionary<string, double> Values);
}
