using System.Globalization;
using System.Text.RegularExpressions;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Reports.Plots;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class HtmlWriterTests
{
    private const string Attack = "</style></title><script>alert(1)</script>\" onload=\"x\" & \u0000\u001b\ud800 'y'";

    [Fact]
    public void Text_is_text_wherever_it_stands()
    {
        Table table = new(
            Attack,
            [Attack, $" {Attack}"],
            [
                [Attack, new Field(Attack, Tone.Bad, Attack)],
            ]
        );
        Page page = new(
            Attack,
            Attack,
            [new Span(Attack, Link: "x\"><script>.md")],
            [
                new Block.Heading(2, Attack),
                new Block.Heading(3, Attack),
                new Block.Paragraph(Attack),
                new Block.Bullets([
                    [Attack],
                ]),
                new Block.Code(Attack),
                new Block.Tabular(table),
            ]
        );

        string html = HtmlWriter.Write(page);

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(html, "</style>"));
        Assert.Equal(1, Regex.Count(html, "</title>"));
        Assert.DoesNotMatch("<[^>]*\\sonload=", Regex.Replace(html, "\"[^\"]*\"", ""));
        Assert.DoesNotContain(html, letter => letter is '\0' or '\u001b' or '\ud800');
    }

    [Fact]
    public void The_style_is_as_it_was_written() =>
        Assert.DoesNotContain("&", Regex.Match(Write(), "<style>.*</style>", RegexOptions.Singleline).Value, StringComparison.Ordinal);

    [Fact]
    public void An_empty_field_has_an_end() =>
        Assert.Contains(
            "<td></td>",
            Write(
                new Block.Tabular(
                    new Table(
                        "x",
                        ["a", "b"],
                        [
                            ["1", ""],
                        ]
                    )
                )
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Links_to_pages_lead_to_the_pages_as_HTML()
    {
        string html = Write(
            new Block.Paragraph(
                new Span("a", Link: "../README.md"),
                new Span("b", Link: "run/report.md"),
                new Span("c", Link: "run/cells.jsonl")
            )
        );

        Assert.Equal(
            ["../index.html", "run/report.html", "run/cells.jsonl"],
            Regex.Matches(html, "<a href=\"([^\"]+)\">").Select(match => match.Groups[1].Value)
        );
    }

    [Fact]
    public void Tables_have_a_caption_names_of_columns_and_rows_and_a_box_that_the_keyboard_reaches()
    {
        string html = Write(
            new Block.Tabular(
                new Table(
                    "What it holds",
                    ["A", " L"],
                    [
                        ["1", "2"],
                    ]
                )
            )
        );

        Wording.Matches(Regex.Match(html, "<div class=\"table\".*?</div>", RegexOptions.Singleline).Value);
    }

    [Fact]
    public void A_page_asks_for_nothing_and_has_no_script()
    {
        string html = Report();

        Assert.DoesNotMatch("(src|srcset|action|poster)=|url\\(|@import|<script|<iframe|<object|=\"https?://", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plot_is_an_image_with_a_name_and_colours_that_follow_the_page()
    {
        string html = Report();

        Assert.Equal(4, Regex.Count(html, "<svg [^>]*role=\"img\" aria-labelledby=\"([a-z0-9-]+)-title \\1-description\""));
        Assert.DoesNotMatch("rgb\\(|#[0-9a-f]{6}[^)]", Regex.Match(html, "<svg.*</svg>", RegexOptions.Singleline).Value.Split("</svg>")[0]);
    }

    [Fact]
    public void No_id_stands_twice() => Assert.Distinct(Regex.Matches(Report(), " id=\"([^\"]+)\"").Select(match => match.Groups[1].Value));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    public void Pages_and_plots_are_the_same_bytes_under_every_culture(string culture)
    {
        string[] Make() => [.. DerivedFile.Of(Page(), "a.md", "a.html").Select(file => file.Text)];
        string[] expected = Make();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);

            Assert.Equal(expected, Make());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_plots_own_file_has_colours_for_light_and_for_dark()
    {
        Plot plot = Page().Plots.First();

        string svg = SvgDrawing.File(plot);

        Assert.Contains("@media (prefers-color-scheme: dark)", svg, StringComparison.Ordinal);
        Assert.StartsWith("<svg viewBox=\"0 0 ", svg, StringComparison.Ordinal);
        Assert.Contains("xmlns=\"http://www.w3.org/2000/svg\"", svg, StringComparison.Ordinal);
    }

    private static Page Page() => RunPage.Of(Fixture.Run, RawReadings.None, [], RunSupplements.None);

    private static string Report() => HtmlWriter.Write(Page());

    private static string Write(params Block[] blocks) => HtmlWriter.Write(new Page("Title", "Subtitle", [], blocks));
}
