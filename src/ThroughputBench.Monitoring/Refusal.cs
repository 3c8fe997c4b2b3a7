using System.Globalization;

namespace ThroughputBench.Monitoring;

/// <summary>Exceptions that read the same in every culture: the numbers in the message, and the value that the framework puts behind it.</summary>
internal static class Refusal
{
    /// <summary>A value is out of its range.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="value">The value.</param>
    /// <param name="message">What was wrong, the value, and what would be right.</param>
    public static ArgumentOutOfRangeException OutOfRange(string name, object? value, FormattableString message)
    {
        // The framework writes the value in the current culture: a number that reads otherwise there goes as text. An enum's number takes no culture.
        object? written = value is Enum && !Enum.IsDefined(value.GetType(), value) ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : value;
        string? text = Convert.ToString(written, CultureInfo.InvariantCulture);
        return new ArgumentOutOfRangeException(name, text == value?.ToString() ? value : text, FormattableString.Invariant(message));
    }

    /// <summary>An argument is wrong.</summary>
    /// <param name="message">What was wrong, and what would be right.</param>
    /// <param name="name">The parameter.</param>
    public static ArgumentException Wrong(FormattableString message, string? name = null) => new(FormattableString.Invariant(message), name);

    /// <summary>A call comes at the wrong time, or with the wrong result.</summary>
    /// <param name="message">What was wrong, and what would be right.</param>
    public static InvalidOperationException Invalid(FormattableString message) => new(FormattableString.Invariant(message));
}
