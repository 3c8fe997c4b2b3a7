using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>Whether something slowed the GPU down while a cell was measured.</summary>
internal sealed record ThrottlingRecord
{
    /// <summary>
    /// The causes, seen just before or just after, in words separated by commas; <see langword="null"/> if none was seen.
    /// </summary>
    public string? SlowedBy { get; init; }

    /// <summary>
    /// How long the power cap kept the clocks down meanwhile, in milliseconds; <see langword="null"/> if the driver does not count it.
    /// </summary>
    public double? PowerLimitedMilliseconds { get; init; }

    /// <summary>The same for the temperature.</summary>
    public double? ThermallyLimitedMilliseconds { get; init; }

    /// <summary>Whether it was slowed down.</summary>
    [JsonIgnore]
    public bool WasThrottled => SlowedBy is not null || PowerLimitedMilliseconds > 0 || ThermallyLimitedMilliseconds > 0;

    /// <summary>The slow-down between two readings of a GPU; <see langword="null"/> if one of them has no information.</summary>
    public static ThrottlingRecord? Between(GpuState? before, GpuState? after)
    {
        if (before is null || after is null || (before.Slowdowns ?? after.Slowdowns) is null)
            return null;
        string[] seen = [.. (before.Slowdowns ?? []).Union(after.Slowdowns ?? [])];
        return new ThrottlingRecord
        {
            SlowedBy = seen.Length == 0 ? null : string.Join(", ", seen),
            PowerLimitedMilliseconds = Since(before.PowerLimitedMilliseconds, after.PowerLimitedMilliseconds),
            ThermallyLimitedMilliseconds = Since(before.ThermallyLimitedMilliseconds, after.ThermallyLimitedMilliseconds),
        };
    }

    /// <summary>The slow-down in two stretches of time; <see langword="null"/> if one of them has no information.</summary>
    public static ThrottlingRecord? Both(ThrottlingRecord? one, ThrottlingRecord? other)
    {
        if (one is null || other is null)
            return null;
        string[] seen = [.. new[] { one.SlowedBy, other.SlowedBy }.OfType<string>().SelectMany(causes => causes.Split(", ")).Distinct()];
        return new ThrottlingRecord
        {
            SlowedBy = seen.Length == 0 ? null : string.Join(", ", seen),
            PowerLimitedMilliseconds = one.PowerLimitedMilliseconds + other.PowerLimitedMilliseconds,
            ThermallyLimitedMilliseconds = one.ThermallyLimitedMilliseconds + other.ThermallyLimitedMilliseconds,
        };
    }

    // A reloaded driver starts counting from 0.
    private static double? Since(double? before, double? after) => after - before is { } spent ? Math.Max(0, spent) : null;
}
