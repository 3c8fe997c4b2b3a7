using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Measurement;

/// <summary>Reads the values of options. What cannot be used is refused with one line that names the option and what it takes.</summary>
internal static class OptionValue
{
    /// <summary>A whole number.</summary>
    /// <exception cref="InputException">It is none, or out of range.</exception>
    public static int ReadNumber(string option, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"{option} must be a whole number from {least} to {most}, not '{text}'.")
            );

    /// <summary>A number of seconds up to a day, with or without decimals.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="text">What was given.</param>
    /// <param name="least">The smallest number.</param>
    /// <param name="what">What it is called: for example <c>a number</c>.</param>
    /// <exception cref="InputException">It is none, or out of range.</exception>
    public static double ReadSeconds(string option, string text, double least, string what) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
        && seconds >= least
        && seconds <= 86_400
            ? seconds
            : throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"{option} must be {what} from {least} to 86400, not '{text}'.")
            );

    /// <summary>Names, separated by commas, each once.</summary>
    /// <exception cref="InputException">One is missing, or stands there twice.</exception>
    public static IReadOnlyList<string> ReadNames(string option, string text)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Any(string.IsNullOrEmpty))
            throw new InputException($"{option} must name at least one, separated by commas, not '{text}'.");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException($"{option} names '{twice.Key}' twice.");
        return names;
    }

    /// <summary>One of a few words.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="text">What was given.</param>
    /// <param name="words">The words, each with what it stands for.</param>
    /// <param name="choice">How the message says what to choose from: for example <c>batches or steps</c>.</param>
    /// <exception cref="InputException">It is none of them.</exception>
    public static T ReadWord<T>(string option, string text, IReadOnlyList<(string Word, T Value)> words, string choice)
    {
        foreach ((string word, T value) in words)
        {
            if (word == text)
                return value;
        }
        throw new InputException($"{option} must be {choice}, not '{text}'.");
    }

    /// <summary>On or off.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static bool ReadSwitch(string option, string text) =>
        bool.TryParse(text, out bool value) ? value : throw new InputException($"{option} must be true or false, not '{text}'.");

    /// <summary>A file, as a full path.</summary>
    /// <exception cref="InputException">It is empty.</exception>
    public static string ReadFile(string option, string text) =>
        text.Length == 0 ? throw new InputException($"{option} must name a file.") : Path.GetFullPath(text);
}
