using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>A share of a step as an option's value: a number with a percent sign, above 0% and at most 100%.</summary>
internal static class Percentage
{
    /// <summary>A fraction as an option's value.</summary>
    public static string Of(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)fraction * 100:0.##########}%");

    /// <summary>Reads it as a fraction.</summary>
    /// <param name="option">The option's name, for the message.</param>
    /// <param name="text">As given: for example <c>0.5%</c>.</param>
    /// <exception cref="InputException">It is not a share.</exception>
    public static double Parse(string option, string text) =>
        text.EndsWith('%')
        && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
        && percent is > 0 and <= 100
            ? (double)(percent / 100)
            : throw new InputException($"{option} must be a share of a step like 0.5%, above 0% and at most 100%, not '{text}'.");
}
