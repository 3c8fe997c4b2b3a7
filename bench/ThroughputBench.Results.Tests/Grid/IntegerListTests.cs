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
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(",")]
    [InlineData("1,,2")]
    [InlineData("1,")]
    [InlineData("0")]
    [InlineData("1,-2")]
    [InlineData("-99999999999999999999")]
    [InlineData("1000001")]
    [InlineData("99999999999999999999")]
    [InlineData("1,x")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData("-")]
    [InlineData("1;2")]
    [InlineData("١")]
    [InlineData("NaN")]
    [InlineData("1,2,1")]
    [InlineData("1,01")]
    public void Anything_else_is_refused_in_one_line_that_says_what_would_be_right(string text)
    {
        Assert.False(IntegerList.TryParse("--log-every", text, out IReadOnlyList<int>? values, out string? error));

        Assert.Null(values);
        Wording.Matches(error, $"'{text}'");
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void A_list_of_too_many_numbers_is_refused()
    {
        Assert.False(IntegerList.TryParse("--accumulate", string.Join(',', Enumerable.Range(1, 65)), out _, out string? error));

        Wording.Matches(error);
    }

    [Fact]
    public void What_was_given_is_quoted_short_and_without_what_a_terminal_acts_on()
    {
        Assert.False(IntegerList.TryParse("--accumulate", "\u001b[31mred\r\n" + new string('9', 10_000), out _, out string? error));

        Assert.True(error.Length < 250);
        Assert.DoesNotContain(error, char.IsControl);
    }
}
