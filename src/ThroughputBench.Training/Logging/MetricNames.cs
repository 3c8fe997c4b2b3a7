using System.Collections.Immutable;
using System.Text;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Logging;

/// <summary>The names of the metrics in a record, made once and used for every record of the same kind.</summary>
public sealed class MetricNames
{
    /// <summary>Creates a set of names.</summary>
    /// <param name="names">At least one; each not empty, well-formed UTF-16, and different from the others.</param>
    /// <exception cref="ArgumentException">There is no name, or one is empty, broken or repeated.</exception>
    public MetricNames(params IEnumerable<string> names)
    {
        Names = [.. names];
        if (Names.IsEmpty)
            throw new ArgumentException("There is nothing to log: give at least one metric name.", nameof(names));
        if (Names.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("A metric name must not be empty.", nameof(names));
        if (Names.FirstOrDefault(name => !IsWellFormed(name)) is { } broken)
        {
            throw Refusal.Wrong(
                $"A metric name must be text that UTF-8 can hold; '{broken}' has only one half of a surrogate pair.",
                nameof(names)
            );
        }

        if (Names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refusal.Wrong($"The metric name '{twice.Key}' is given twice.", nameof(names));
        Descriptions = [.. Names.Select(_ => (string?)null)];
    }

    /// <summary>Creates a set of names with descriptions.</summary>
    /// <param name="metrics">At least one; names as in the other constructor, and what each metric is, or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">There is no name, or one is empty, broken or repeated.</exception>
    public MetricNames(IEnumerable<(string Name, string? Description)> metrics)
        : this((metrics ?? throw new ArgumentNullException(nameof(metrics))).ToImmutableArray()) { }

    private MetricNames(ImmutableArray<(string Name, string? Description)> metrics)
        : this(metrics.Select(metric => metric.Name))
    {
        Descriptions = [.. metrics.Select(metric => metric.Description)];
    }

    /// <summary>The names, in the order of a record's values.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What each metric is, for readers that can show it; <see langword="null"/> if it was not said.</summary>
    public ImmutableArray<string?> Descriptions { get; }

    private static bool IsWellFormed(string name)
    {
        for (int at = 0; at < name.Length; at += char.IsSurrogatePair(name, at) ? 2 : 1)
        {
            if (!Rune.TryGetRuneAt(name, at, out _))
                return false;
        }
        return true;
    }
}
