using System.Globalization;
using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training.Progress;

/// <summary>
/// The words of a progress line: <c>epoch 2/10  step 1,234/5,000  ███████░░░░░░░░░░░░░ 25%  512,034 samples/s  0:12, 0:37 left</c>.
/// </summary>
internal static class ProgressText
{
    private const int WidestBar = 30;
    private const int NarrowestBar = 8;

    /// <summary>A line without a bar.</summary>
    public static string Plain(in ProgressReading reading) => Join(Position(reading), Percent(reading), Pace(reading));

    /// <summary>A line of at most so many columns, with a bar if there is room for one.</summary>
    public static string Fitted(in ProgressReading reading, int columns, bool unicode)
    {
        string plain = Plain(reading);
        int room = Math.Min(columns - plain.Length - 1, WidestBar); // and a space between bar and percentage
        if (double.IsNaN(reading.Fraction) || room < NarrowestBar)
            return plain.Length <= columns ? plain : plain[..columns];
        int full = (int)(reading.Fraction * room);
        string bar = new string(unicode ? '█' : '#', full) + new string(unicode ? '░' : '.', room - full);
        return Join(Position(reading), $"{bar} {Percent(reading)}", Pace(reading));
    }

    private static string? Position(in ProgressReading reading) =>
        !reading.Trains
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {reading.Epoch + 1:N0}{Of(reading.MaxEpochs)}  step {reading.Steps:N0}{Of(reading.MaxSteps)}"
            );

    private static string? Of(long? whole) => whole is { } number ? string.Create(CultureInfo.InvariantCulture, $"/{number:N0}") : null;

    // Rounded down: 100% is said at the end only.
    private static string? Percent(in ProgressReading reading) =>
        double.IsNaN(reading.Fraction) ? null : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * reading.Fraction):N0}%");

    private static string Pace(in ProgressReading reading)
    {
        string? pass = reading.Pass is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{reading.Pass}, {reading.PassBatches:N0} {(reading.PassBatches == 1 ? "batch" : "batches")}"
            );
        string? rate = double.IsNaN(reading.Rate) ? null : $"{ShortNumber.Of(reading.Rate)} {reading.RateUnit}/s";
        string time = reading.Left is { } left ? $"{Clock(reading.Elapsed)}, {Clock(left)} left" : Clock(reading.Elapsed);
        return Join(pass, rate, time);
    }

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
