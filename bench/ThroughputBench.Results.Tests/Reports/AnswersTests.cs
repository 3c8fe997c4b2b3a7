using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class AnswersTests
{
    private static readonly CellRecord Cell = Samples.Measured(4, 8);

    [Fact]
    public void Two_workloads_are_answered_by_the_smallest_and_the_largest_step()
    {
        CellRecord large = Cell with { Workload = "bytelm", StepNanoseconds = 1e7 };

        Answer cost = Headline.Answers([large, Cell])[0];

        Assert.Equal(["of the smallest step (mlp", "of the largest step (bytelm"], cost.Lines.Select(line => line.About.Split(" on ")[0]));
        Assert.All(cost.Lines, line => Assert.Matches(@"^[\d.]+ (ns|µs), [+-][\d.]+%$", line.Figure));
        Assert.All(cost.Lines, line => Assert.Contains("95% interval", line.Sure, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_measured_cell_there_is_no_answer() => Assert.Empty(Headline.Answers([Samples.Rejected(4, 2)]));

    [Fact]
    public void Figures_that_are_right_are_a_yes_and_wrong_ones_a_no_with_their_number()
    {
        CellRecord wrong = Samples.Measured(2, 8) with { Agreement = Samples.Agreement with { Agrees = false } };

        Assert.StartsWith("Yes, to within ", TruthWords.Line([Cell])!.Figure, StringComparison.Ordinal);
        Assert.Equal(("No, wrong in 1 of 2 cells", true), (TruthWords.Line([Cell, wrong])!.Figure, TruthWords.Line([Cell, wrong])!.IsBad));
    }

    [Theory]
    [InlineData(0.176, 0.0001, true, true)]
    [InlineData(0.004, 0.0001, true, false)] // nothing to explain
    [InlineData(0.176, 0.02, true, false)] // the whole run is off as well: the clocks do not explain that
    [InlineData(0.176, 0.0001, false, false)] // the monitor is wrong
    public void A_lone_outlier_carries_its_reason(double worst, double run, bool agrees, bool explained)
    {
        CellRecord cell = Cell with { Agreement = Samples.Agreement with { WorstError = worst, RunError = run, Agrees = agrees } };

        string words = TruthWords.Worst([cell]);

        Assert.StartsWith($"One log of 512 is off by {Figures.Share(worst)} (mlp on cpu", words, StringComparison.Ordinal);
        Assert.Equal(explained, words.Contains("take the processor away between the two readings", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_lists_its_sections_and_each_can_be_linked_to()
    {
        string html = HtmlWriter.Write(
            new Page(
                "t",
                "s",
                [],
                [
                    new Block.Paragraph("first"),
                    new Block.Heading(2, "One, two"),
                    new Block.Heading(2, "One two"),
                    new Block.Heading(2, "Ω"),
                ]
            )
        );

        Assert.All(["s-one-two", "s-one-two-2", "s"], id => Assert.Contains($"id=\"{id}\"", html, StringComparison.Ordinal));
        Assert.Contains("<li><a href=\"#s-one-two-2\">One two</a></li>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fold_is_closed_in_HTML_and_a_part_with_a_heading_in_Markdown()
    {
        Page page = new("t", "s", [], [new Block.Fold("More", [new Block.Paragraph("inside")])]);

        Assert.Contains("<details><summary>More</summary><p>inside</p>", HtmlWriter.Write(page), StringComparison.Ordinal);
        Assert.Contains("### More\n\ninside\n", MarkdownWriter.Write(page), StringComparison.Ordinal);
    }
}
