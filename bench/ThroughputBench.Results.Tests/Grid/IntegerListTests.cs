using ThroughputBench.Measurement;
using Xunit;

namespace ThroughputBench.Tests.Grid;

public class IntegerListTests
{
    [Theory]
    [InlineData("1,2,4,8", new[] { 1, 2, 4, 8 })]
    [InlineData("7", new[] { 7 })]
    [InlineData(" 4 , 2 ", new[] { 4, 2 })]
    [InlineData("007", new[] { 7 })]
    [InlineData("1000000", new[] { 1_000_000 })]
    public void A_list_is_read_in_its_order(string text, int[] expected)
    {
        Assert.True(IntegerList.TryParse("--accumulate", text, out IReadOnlyList<int>? values, out string? error));

        Assert.Equal(expected, values);
        Assert.Null(error);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("   ", "it is empty")]
    [InlineData(",", "a number is missing between its commas")]
    [InlineData("1,,2", "a number is missing between its commas")]
    [InlineData("1,", "a number is missing between its commas")]
    [InlineData("0", "0 is below 1")]
    [InlineData("1,-2", "-2 is below 1")]
    [InlineData("-99999999999999999999", "-99999999999999999999 is below 1")]
    [InlineData("1000001", "1000001 is above 1000000")]
    [InlineData("99999999999999999999", "99999999999999999999 is above 1000000")]
    [InlineData("1,x", "'x' is not a whole number")]
    [InlineData("1.5", "'1.5' is not a whole number")]
    [InlineData("1e3", "'1e3' is not a whole number")]
    [InlineData("+1", "'+1' is not a whole number")]
    [InlineData("-", "'-' is not a whole number")]
    [InlineData("1;2", "'1;2' is not a whole number")]
    [InlineData("١", "'١' is not a whole number")]
    [InlineData("NaN", "'NaN' is not a whole number")]
    [InlineData("1,2,1", "1 is in it twice")]
    [InlineData("1,01", "1 is in it twice")]
    public void Anything_else_is_refused_in_one_line_that_says_what_would_be_right(string text, string reason)
    {
        Assert.False(IntegerList.TryParse("--log-every", text, out IReadOnlyList<int>? values, out string? error));

        Assert.Null(values);
        Assert.StartsWith("--log-every does not take '", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.EndsWith("Give whole numbers from 1 to 1000000, separated by commas, for example 1,2,4,8.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_too_many_numbers_is_refused()
    {
        Assert.False(IntegerList.TryParse("--accumulate", string.Join(',', Enumerable.Range(1, 65)), out _, out string? error));

        Assert.Contains("it has 65 numbers, at most 64 are possible", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_given_is_quoted_short_and_without_what_a_terminal_acts_on()
    {
        Assert.False(IntegerList.TryParse("--accumulate", "\u001b[31mred\r\n" + new string('9', 10_000), out _, out string? error));

        Assert.True(error.Length < 250);
        Assert.DoesNotContain(error, char.IsControl);
    }
}
