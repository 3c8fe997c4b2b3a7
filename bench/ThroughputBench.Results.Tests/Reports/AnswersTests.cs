using ThroughputBench.Monitoring;
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

        Assert.Equal(["of the smallest step (mlp", "of the largest step (bytelm"], cost.Lines.Select(line => string.Join(" (", line.About.Split(" (")[..2]).Split(" on ")[0]));
        Assert.All(cost.Lines, line => Assert.Matches(@"^[\d.]+ (ns|µs), [+-][\d.]+%$", line.Figure));
        Assert.All(cost.Lines, line => Assert.Contains("95% interval", line.Sure, StringComparison.Ordinal));
    }

    [Fact]
    public void The_share_of_a_step_is_a_share_of_the_time_beside_it()
    {
        CellRecord busy = Samples.Measured(4, 16) with
        {
            DirectCost = Samples.DirectCost with { NanosecondsPerBatch = 388.8, Share = 388.8 / 126e3, BatchNanoseconds = 126e3 },
        };

        AnswerLine line = Headline.Answers([Cell, busy])[0].Lines[0];

        Assert.Equal(
            ("71.5 ns to 388.8 ns, +0.119% to +0.309%", "of a step (mlp on cpu, 60.00 µs to 126.00 µs per micro-batch), by how often it logs"),
            (line.Figure, line.About)
        );
    }

    [Fact]
    public void On_a_device_the_default_timing_answers_and_says_if_the_device_is_at_work_meanwhile()
    {
        CellRecord events = Samples.MeasuredOnDevice() with { Timing = DeviceTiming.Events },
            waits = events with { Timing = DeviceTiming.SyncAtLog, StepNanoseconds = 1e5, DirectCost = Samples.DirectCostOf(11_000, 10) };

        AnswerLine line = Assert.Single(Headline.Answers([waits, events])[0].Lines);

        Assert.Contains("mlp on cuda with events", line.About, StringComparison.Ordinal);
        Assert.EndsWith($"{DirectCostWords.UpperBound}.", line.Sure, StringComparison.Ordinal);
        Assert.DoesNotContain("at work meanwhile", Headline.Answers([Cell])[0].Lines[0].Sure, StringComparison.Ordinal);
        Assert.DoesNotContain("sync-at-log", OneSentence.Of(new RecordedRun(Samples.Run, [waits, events])), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_that_were_verified_without_a_rate_are_answered_too()
    {
        CellRecord slow = Cell with { Agreement = null, Reason = "Steps are too long." },
            wrong = slow with { Verification = Samples.Verification with { Wrong = 1 } };

        Assert.Equal("Yes, all 1,900 that were verified", TruthWords.Line([slow])!.Figure);
        Assert.Equal("No, wrong in 1 of 2 cells", TruthWords.Line([slow, wrong])!.Figure);
        Assert.Equal("No, wrong in 1 of 2 cells", TruthWords.Line([Cell, wrong])!.Figure);
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
