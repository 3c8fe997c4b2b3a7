using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>One benchmark of <c>hotpath.json</c>, as BenchmarkDotNet measured it.</summary>
internal sealed record HotPathBenchmark
{
    /// <summary>Its class.</summary>
    public required string Type { get; init; }

    /// <summary>Its method.</summary>
    public required string Method { get; init; }

    /// <summary>Values of its parameters, by name.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the others of its class and parameters are compared with it.</summary>
    [JsonRequired]
    public bool Baseline { get; init; }

    /// <summary>Mean time of a call, in nanoseconds. It can be 0 if the call is indistinguishable from an empty method.</summary>
    public required double MeanNanoseconds { get; init; }

    /// <summary>Half the width of the mean's confidence interval, in nanoseconds.</summary>
    public required double ErrorNanoseconds { get; init; }

    /// <summary>Managed memory that a call allocates, in bytes; <see langword="null"/> if it was not counted.</summary>
    public long? AllocatedBytesPerCall { get; init; }

    /// <summary>Its mean over that of its baseline; <see langword="null"/> if that was not measured, or is 0.</summary>
    public double? RatioToBaseline { get; init; }

    /// <summary>Whether the two have the same class and parameters, so that one can be the other's baseline.</summary>
    public bool IsBeside(HotPathBenchmark other) =>
        Type == other.Type
        && Parameters.Count == other.Parameters.Count
        && Parameters.All(parameter => other.Parameters.TryGetValue(parameter.Key, out string? value) && value == parameter.Value);

    /// <summary>For people: for example <c>WindowBenchmarks.Update, WindowSteps = 100</c>.</summary>
    public override string ToString() =>
        string.Join(", ", [$"{Type}.{Method}", .. Parameters.Select(parameter => $"{parameter.Key} = {parameter.Value}")]);
}
