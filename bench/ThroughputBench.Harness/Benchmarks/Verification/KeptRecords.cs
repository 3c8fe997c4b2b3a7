using ThroughputBench.Training.Logging;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A logger that keeps every record, to be read when the run has ended. Two trainers may log to it: each has a thread that writes.
/// </summary>
internal sealed class KeptRecords : IMetricLogger
{
    private readonly List<(string FirstName, Kept Record)> _records = [];

    /// <summary>
    /// The records whose metrics' names begin with these parts; the names are without them, and with <c>/</c> between the rest.
    /// </summary>
    public IReadOnlyList<Kept> Below(string separator, params IEnumerable<string> parts)
    {
        string prefix = string.Concat(parts.Select(part => part + separator));
        return
        [
            .. _records
                .Where(record => record.FirstName.StartsWith(prefix, StringComparison.Ordinal))
                .Select(record => record.Record with { Values = Named(record.Record.Values) }),
        ];

        Dictionary<string, double> Named(IReadOnlyDictionary<string, double> values) =>
            values.ToDictionary(
                value =>
                    value.Key.StartsWith(prefix, StringComparison.Ordinal) && !HasOtherSeparator(value.Key)
                        ? value.Key[prefix.Length..].Replace(separator, "/", StringComparison.Ordinal)
                        : value.Key,
                value => value.Value
            );

        bool HasOtherSeparator(string name) => separator != "/" && name.Contains('/', StringComparison.Ordinal);
    }

    public void Write(in MetricRecord record)
    {
        var values = new Dictionary<string, double>();
        for (int i = 0; i < record.Values.Length; i++)
            values.Add(record.Names.Names[i], record.Values[i]);
        lock (_records)
            _records.Add((record.Names.Names[0], new Kept(record.Step, record.Epoch, values)));
    }

    public void Flush() { }

    public void Dispose() { }

    /// <summary>A logger for another trainer, whose records are kept here too.</summary>
    public IMetricLogger ForAnotherTrainer() => new Other(this);

    private sealed class Other(KeptRecords kept) : IMetricLogger
    {
        public void Write(in MetricRecord record) => kept.Write(record);

        public void Flush() { }

        public void Dispose() { }
    }

    /// <summary>One record.</summary>
    internal sealed record Kept(long Step, int Epoch, IReadOnlyDictionary<string, double> Values);
}
