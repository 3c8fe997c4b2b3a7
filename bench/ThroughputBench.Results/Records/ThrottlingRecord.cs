using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>Whether something slowed the GPU down while a cell was measured.</summary>
internal sealed record ThrottlingRecord
{
    /// <summary>
    /// What did, seen just before or just after, in words with commas between; <see langword="null"/> if nothing was seen.
    /// </summary>
    public string? SlowedBy { get; init; }

    /// <summary>
    /// How long the power cap kept the clocks down meanwhile, in milliseconds; <see langword="null"/> if the driver does not count.
    /// </summary>
    public double? PowerLimitedMilliseconds { get; init; }

    /// <summary>How long the temperature did.</summary>
    public double? ThermallyLimitedMilliseconds { get; init; }

    /// <summary>Whether it was slowed down at all.</summary>
    [JsonIgnore]
    public bool WasThrottled => SlowedBy is not null || PowerLimitedMilliseconds > 0 || ThermallyLimitedMilliseconds > 0;

    /// <summary>What two looks at a GPU say of the time between; <see langword="null"/> if one of them says nothing.</summary>
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

    // A driver that was reloaded counts from nothing again.
    private static double? Since(double? before, double? after) => after - before is { } spent ? Math.Max(0, spent) : null;
}
