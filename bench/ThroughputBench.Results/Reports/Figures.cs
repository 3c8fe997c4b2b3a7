using System.Globalization;

namespace ThroughputBench.Reports;

/// <summary>Numbers as reports write them.</summary>
internal static class Figures
{
    /// <summary>A fraction that may have either sign, as a percentage: for example <c>+0.12%</c>.</summary>
    public static string Signed(double fraction, int decimals = 2) => SignedNumber(fraction, decimals) + "%";

    /// <summary>The same without the percent sign.</summary>
    public static string SignedNumber(double fraction, int decimals = 2)
    {
        double percent = Math.Round(fraction * 100, decimals);
        string digits = Math.Abs(percent).ToString("F" + decimals, CultureInfo.InvariantCulture);
        return percent == 0 ? digits : (percent > 0 ? "+" : "-") + digits;
    }

    /// <summary>An estimate with its interval: for example <c>+0.12% [+0.08%, +0.16%]</c>.</summary>
    public static string Interval(double estimate, double lower, double upper) => $"{Signed(estimate)} [{Signed(lower)}, {Signed(upper)}]";

    /// <summary>
    /// A fraction without a sign, as a percentage with only meaningful decimals: for example <c>0.012%</c>; anything below a thousandth of
    /// a percent is written as that.
    /// </summary>
    public static string Share(double fraction)
    {
        double percent = Math.Abs(fraction) * 100;
        return percent switch
        {
            0 => "0%",
            < 0.001 => "<0.001%",
            < 0.1 => Text($"{percent:0.000}%"),
            < 10 => Text($"{percent:0.00}%"),
            _ => Text($"{percent:0.0}%"),
        };
    }

    /// <summary>A time in nanoseconds, in the most readable unit: for example <c>1.25 µs</c>.</summary>
    public static string Time(double nanoseconds) =>
        Math.Abs(nanoseconds) switch
        {
            < 1e3 => Text($"{nanoseconds:0.0} ns"),
            < 1e6 => Text($"{nanoseconds / 1e3:0.00} µs"),
            < 1e9 => Text($"{nanoseconds / 1e6:0.00} ms"),
            _ => Text($"{nanoseconds / 1e9:0.00} s"),
        };

    /// <summary>A rate: for example <c>531,204</c>, or <c>12.5</c> if it is small.</summary>
    public static string Rate(double perSecond) => perSecond < 1000 ? Text($"{perSecond:0.0}") : Text($"{perSecond:N0}");

    /// <summary>A confidence: for example <c>95%</c>.</summary>
    public static string Confidence(double confidence) => Text($"{confidence * 100:0.#}%");

    /// <summary>An amount of memory: for example <c>23.5 GiB</c>.</summary>
    public static string Memory(long bytes) => Text($"{bytes / (double)(1L << 30):0.0} GiB");

    /// <summary>A count with its noun: for example <c>1 cell</c>, <c>3 cells</c>.</summary>
    public static string Count(long count, string noun) => Text($"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>How many times as much: for example <c>1.6</c>, <c>0.08</c> or <c>120</c>.</summary>
    public static string Ratio(double ratio) =>
        ratio switch
        {
            < 1 => Text($"{ratio:0.00}"),
            < 100 => Text($"{ratio:0.0}"),
            _ => Text($"{ratio:N0}"),
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
