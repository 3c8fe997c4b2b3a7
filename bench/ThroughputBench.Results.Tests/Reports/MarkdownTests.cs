using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class MarkdownTests
{
    [Theory]
    [InlineData("plain text, 1.5% (A = 1)", "plain text, 1.5% (A = 1)")]
    [InlineData("a|b", @"a\|b")]
    [InlineData(@"a\|b", @"a\\\|b")]
    [InlineData("<b>&amp;", @"\<b\>\&amp;")]
    [InlineData("*a* _b_ ~c~ `d` #e", @"\*a\* \_b\_ \~c\~ \`d\` \#e")]
    [InlineData("[a](b)", @"\[a\](b)")]
    [InlineData("https://a.b www.c.d", "https&#58;//a.b www&#46;c.d")]
    [InlineData("a\r\nb\nc\u2028d", "a b c d")]
    [InlineData("a\u0000b\u001b[31mc", @"a b \[31mc")]
    [InlineData("a\u202eb\u200bc", "a b c")]
    public void Text_stays_text(string text, string escaped) => Assert.Equal(escaped, Markdown.Escape(text));

    [Fact]
    public void A_block_of_code_is_fenced_with_more_than_it_holds() =>
        Assert.Equal("`````sh\na ```` b\n`````\n", Markdown.CodeBlock("a ```` b"));

    [Fact]
    public void Columns_that_begin_with_a_space_are_aligned_to_the_right() =>
        Assert.Equal(
            "| A | b |\n| --- | --: |\n| 1 | 2 |\n",
            Markdown.Table(
                ["A", " b"],
                [
                    ["1", "2"],
                ]
            )
        );
}
