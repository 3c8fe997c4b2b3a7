using System.Globalization;
using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training.Progress;

/// <summary>
/// The words of a progress line: <c>epoch 2/10  step 1,234/5,000  ███████░░░░░░░░░░░░░ 24%  loss 1.234  512k samples/s  0:12, 0:37
/// left</c>.
/// </summary>
internal static class ProgressText
{
    private const int WidestBar = 30;
    private const int NarrowestBar = 8;

    /// <summary>The fields by importance: a narrow terminal loses the last one first.</summary>
    private enum Field
    {
        Time,
        Percent,
        Pass,
        Epoch,
        Step,
        Samples,
        Loss,
        Bar,
        Items,
        Batch,
        Utilization,
        Flops,
    }

    /// <summary>A line without a bar.</summary>
    public static string Plain(in ProgressReading reading) => Line(reading, Field.Flops, bar: null);

    /// <summary>A line of at most so many columns, with as many fields as there is room for.</summary>
    public static string Fitted(in ProgressReading reading, int columns, bool unicode)
    {
        string line = "";
        for (Field last = Field.Flops; last >= Field.Time; last--)
        {
            line = Line(reading, last, bar: null);
            bool hasBar = last >= Field.Bar && !double.IsNaN(reading.Fraction);
            int room = columns - line.Length - 1; // and a space between bar and percentage
            if (hasBar && room >= NarrowestBar)
                return Line(reading, last, Bar(reading.Fraction, Math.Min(room, WidestBar), unicode));
            if (!hasBar && room >= -1)
                return line;
        }
        return line[..columns];
    }

    private static string Line(in ProgressReading reading, Field last, string? bar) =>
        Join(
            last < Field.Epoch || !reading.Trains ? null : Count("epoch", reading.Epoch + 1, reading.MaxEpochs),
            last < Field.Batch || reading.BatchesPerEpoch is null
                ? null
                : Count("batch", reading.EpochBatches, reading.BatchesPerEpoch),
            last < Field.Step || !reading.Trains ? null : Count("step", reading.Steps, reading.MaxSteps),
            bar is null ? Percent(reading.Fraction) : $"{bar} {Percent(reading.Fraction)}",
            last < Field.Pass ? null : Pass(reading),
            last < Field.Loss || reading.Loss is not { } loss ? null : $"loss {ShortNumber.Of(loss)}",
            last < Field.Samples ? null : Rate(reading.SampleRate, reading.SampleName),
            last < Field.Items ? null : Rate(reading.ItemRate, reading.ItemName),
            last < Field.Flops || double.IsNaN(reading.FlopRate) ? null : ShortRate.OfFlops(reading.FlopRate),
            last < Field.Utilization || double.IsNaN(reading.Utilization)
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"MFU {100 * reading.Utilization:F1}%"),
            reading.Left is { } left ? $"{Clock(reading.Elapsed)}, {Clock(left)} left" : Clock(reading.Elapsed)
        );

    private static string Bar(double fraction, int columns, bool unicode)
    {
        int full = (int)(fraction * columns);
        return new string(unicode ? '█' : '#', full) + new string(unicode ? '░' : '.', columns - full);
    }

    private static string Count(string what, long done, long? whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} {done:N0}{(whole is null ? "" : "/")}{whole:N0}");

    // Rounded down: 100% is said at the end only.
    private static string? Percent(double fraction) =>
        double.IsNaN(fraction) ? null : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * fraction):N0}%");

    private static string? Pass(in ProgressReading reading) =>
        reading.Pass is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{reading.Pass}, {reading.PassBatches:N0} {(reading.PassBatches == 1 ? "batch" : "batches")}"
            );

    private static string? Rate(double perSecond, string name) => double.IsNaN(perSecond) ? null : ShortRate.Of(perSecond, name);

    private static string Clock(TimeSpan time)
    {
        if (time.TotalDays >= 100)
            return "over 99 days";
        string format =
            time.TotalHours < 1 ? @"m\:ss"
            : time.TotalDays < 1 ? @"h\:mm\:ss"
            : @"d\d\ hh\:mm\:ss";
        return time.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Join(params ReadOnlySpan<string?> parts) =>
        string.Join("  ", [.. parts.ToArray().Where(part => part is not null)]);
}
