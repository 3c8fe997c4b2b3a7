using System.Globalization;

namespace ThroughputBench.Monitoring;

/// <summary>Rates for people: three digits and an SI prefix, in the invariant culture.</summary>
/// <remarks>Humanizer's <c>ToMetric</c> would save some 10 lines for 360 kB; it takes 270 ns, this 150 ns.</remarks>
internal static class ShortRate
{
    private static readonly string[] Prefixes = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary>With the prefix at the number: <c>1.23k samples/s</c>.</summary>
    public static string Of(double perSecond, string unit)
    {
        (string number, string prefix) = Scaled(perSecond);
        return $"{number}{prefix} {unit}/s";
    }

    /// <summary>With the prefix at the unit: <c>58.4 GFLOP/s</c>.</summary>
    public static string OfFlops(double perSecond)
    {
        (string number, string prefix) = Scaled(perSecond);
        return $"{number} {prefix}FLOP/s";
    }

    private static (string Number, string Prefix) Scaled(double value)
    {
        int thousands = 0;
        for (; Math.Abs(value) >= 999.5 && thousands < Prefixes.Length - 1; thousands++)
            value /= 1000;
        string format = Math.Abs(value) switch
        {
            >= 999.5 or < 0.9995 => "G3",
            >= 99.95 => "F0",
            >= 9.995 => "F1",
            _ => "F2",
        };
        return (value.ToString(format, CultureInfo.InvariantCulture), Prefixes[thousands]);
    }
}
