using System.Text.RegularExpressions;
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

        Wording.Matches(Written(Headline.Answers([large, Cell])));
    }

    [Fact]
    public void The_share_of_a_step_is_a_share_of_the_time_beside_it()
    {
        CellRecord busy = Samples.Measured(4, 16) with
        {
            DirectCost = Samples.DirectCost with { NanosecondsPerBatch = 388.8, Share = 388.8 / 126e3, BatchNanoseconds = 126e3 },
        };

        Wording.Matches(Written(Headline.Answers([Cell, busy])));
    }

    [Fact]
    public void On_a_device_the_default_timing_answers_and_says_if_the_device_is_at_work_meanwhile()
    {
        CellRecord events = Samples.MeasuredOnDevice() with { Timing = DeviceTiming.Events },
            waits = events with { Timing = DeviceTiming.SyncAtLog, StepNanoseconds = 1e5, DirectCost = Samples.DirectCostOf(11_000, 10) };

        Wording.Matches(Written(Headline.Answers([waits, events])), "cuda");
        Wording.Matches(Written(Headline.Answers([Cell])), "cpu");
        Assert.DoesNotContain("sync-at-log", OneSentence.Of(new RecordedRun(Samples.Run, [waits, events])), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_that_were_verified_without_a_rate_are_answered_too()
    {
        CellRecord slow = Cell with { Agreement = null, Reason = "Steps are too long." },
            wrong = slow with { Verification = Samples.Verification with { Wrong = 1 } };

        Wording.Matches(TruthWords.Line([slow])!.Figure, "right");
        Wording.Matches(TruthWords.Line([slow, wrong])!.Figure, "1 of 2 is wrong");
        Wording.Matches(TruthWords.Line([Cell, wrong])!.Figure, "1 of 2 is wrong, the other has a rate");
    }

    [Fact]
    public void Without_a_measured_cell_there_is_no_answer() => Assert.Empty(Headline.Answers([Samples.Rejected(4, 2)]));

    [Fact]
    public void Figures_that_are_right_are_a_yes_and_wrong_ones_a_no_with_their_number()
    {
        CellRecord wrong = Samples.Measured(2, 8) with { Agreement = Samples.Agreement with { Agrees = false } };

        AnswerLine yes = TruthWords.Line([Cell])!,
            no = TruthWords.Line([Cell, wrong])!;

        Wording.Matches(yes.Figure, "yes");
        Wording.Matches(no.Figure, "no");
        Assert.Equal((false, true), (yes.IsBad, no.IsBad));
    }

    [Theory]
    [InlineData("a lone outlier, which is explained", 0.176, 0.0001, true)]
    [InlineData("nothing to explain", 0.004, 0.0001, true)]
    [InlineData("the whole run is off as well, and the clocks do not explain that", 0.176, 0.02, true)]
    [InlineData("the monitor is wrong, and the clocks do not explain that", 0.176, 0.0001, false)]
    public void A_lone_outlier_carries_its_reason(string what, double worst, double run, bool agrees)
    {
        CellRecord cell = Cell with { Agreement = Samples.Agreement with { WorstError = worst, RunError = run, Agrees = agrees } };

        Wording.Matches(TruthWords.Worst([cell]), what);
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
        Assert.Equal(
            [("s-one-two", "One, two"), ("s-one-two-2", "One two"), ("s", "Ω")],
            Regex.Matches(html, "<li><a href=\"#([^\"]+)\">([^<]+)</a></li>").Select(link => (link.Groups[1].Value, link.Groups[2].Value))
        );
    }

    private static string Written(IReadOnlyList<Answer> answers) => MarkdownWriter.Write([new Block.Answers(answers)]);

    [Fact]
    public void A_fold_is_closed_in_HTML_and_a_part_with_a_heading_in_Markdown()
    {
        Page page = new("t", "s", [], [new Block.Fold("More", [new Block.Paragraph("inside")])]);

        Assert.Contains("<details><summary>More</summary><p>inside</p>", HtmlWriter.Write(page), StringComparison.Ordinal);
        Assert.Contains("### More\n\ninside\n", MarkdownWriter.Write(page), StringComparison.Ordinal);
    }
}
