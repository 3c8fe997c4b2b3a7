using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Measurement;

/// <summary>Reads lists such as <c>1,2,4,8</c> from the command line.</summary>
/// <remarks>A number that is named twice is refused rather than dropped, so the run is exactly what the user wrote.</remarks>
internal static class IntegerList
{
    /// <summary>The largest number in a list.</summary>
    public const int Largest = 1_000_000;

    /// <summary>How many numbers a list may have.</summary>
    public const int LongestList = 64;

    private const int LongestQuote = 24;

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="InputException">It is no such list; the message says what is wrong and what would be right, in one line.</exception>
    public static IReadOnlyList<int> Read(string option, string text) =>
        TryParse(option, text, out IReadOnlyList<int>? values, out string? error) ? values : throw new InputException(error);

    /// <summary>
    /// Reads a list of whole numbers from 1 to <see cref="Largest"/>, separated by commas; spaces around them do not matter.
    /// </summary>
    /// <param name="option">Name of the option, for the message: for example <c>--accumulate</c>.</param>
    /// <param name="text">What was given.</param>
    /// <param name="values">The numbers, in the order given.</param>
    /// <param name="error">What is wrong and what would be right, in one line.</param>
    public static bool TryParse(
        string option,
        string text,
        [NotNullWhen(true)] out IReadOnlyList<int>? values,
        [NotNullWhen(false)] out string? error
    )
    {
        values = null;
        error = null;
        string[] items = text.Split(',', StringSplitOptions.TrimEntries);
        if (text.AsSpan().Trim().IsEmpty)
            error = "it is empty";
        else if (items.Length > LongestList)
            error = string.Create(CultureInfo.InvariantCulture, $"it has {items.Length} numbers, at most {LongestList} are possible");
        var numbers = new List<int>();
        for (int i = 0; i < items.Length && error is null; i++)
        {
            error = ReadItem(items[i], out int number);
            if (error is null && numbers.Contains(number))
                error = string.Create(CultureInfo.InvariantCulture, $"{number} is in it twice");
            numbers.Add(number);
        }
        if (error is not null)
        {
            error = string.Create(
                CultureInfo.InvariantCulture,
                $"{option} does not take '{Quote(text)}': {error}. Give whole numbers from 1 to {Largest}, separated by commas, "
                    + $"for example 1,2,4,8."
            );
            return false;
        }
        values = numbers;
        return true;
    }

    private static string? ReadItem(string item, out int number)
    {
        number = 0;
        if (item.Length == 0)
            return "a number is missing between its commas";
        ReadOnlySpan<char> digits = item.AsSpan(item[0] == '-' ? 1 : 0);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return $"'{Quote(item)}' is not a whole number";
        if (item[0] == '-' || digits.TrimStart('0').IsEmpty)
            return $"{Quote(item)} is below 1";
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Largest
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Quote(item)} is above {Largest}");
    }

    /// <summary>The user's text within one of our lines: short, and without control characters.</summary>
    private static string Quote(string text)
    {
        string visible = string.Concat(text.Take(LongestQuote).Select(letter => char.IsControl(letter) ? ' ' : letter));
        return text.Length > LongestQuote ? visible + "…" : visible;
    }
}
