using System.Globalization;

namespace ThroughputBench.Training.Logging;

/// <summary>Numbers for people: only meaningful digits, in the invariant culture.</summary>
internal static class ShortNumber
{
    /// <summary>
    /// Whole numbers, and all from 1,000 up, without decimals and with thousands separated; others with four significant digits; huge ones
    /// with an exponent.
    /// </summary>
    public static string Of(double value)
    {
        bool grouped = Math.Abs(value) < 1e15 && (Math.Abs(value) >= 1000 || double.IsInteger(value));
        return value.ToString(grouped ? "N0" : "G4", CultureInfo.InvariantCulture);
    }
}
