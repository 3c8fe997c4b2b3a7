using Spectre.Console;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class ConsoleReportTests
{
    [Theory]
    [InlineData(160)] // whole intervals
    [InlineData(80)]
    [InlineData(40)] // lists
    public void The_report_of_the_fixture_is_the_one_that_is_checked_in(int width) =>
        Fixture.Matches($"console-{width}.txt", Written(Fixture.Run, width));

    [Theory]
    [InlineData(200)]
    [InlineData(120)]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    [InlineData(20)]
    public void No_line_is_wider_than_the_console(int width) =>
        Assert.All(Written(DefaultGrid(), width).Split('\n'), line => Assert.InRange(line.Length, 0, width));

    [Theory]
    [InlineData(120)] // a table with the ends of the intervals
    [InlineData(80)] // a table with half widths
    [InlineData(50)] // a line for each cell
    public void The_default_grid_is_shown_as_the_width_allows(int width) =>
        Wording.Matches(Written(DefaultGrid(), width).Split("\n\n")[1], $"{width} columns");

    [Fact]
    public void Signs_repeat_everything_that_colour_shows()
    {
        CellRecord sound = Samples.Measured(),
            lying = sound with { Agreement = Samples.Agreement with { Agrees = false } };

        Wording.Matches(
            LineChanges.Between(
                Written(new RecordedRun(Samples.Run, [sound]), 120),
                Written(new RecordedRun(Samples.Run, [lying]), 120)
            )
        );
    }

    [Theory]
    [InlineData(0.0049, "38;5;2")] // green: within the budget
    [InlineData(0.0051, "38;5;11")] // yellow: may be over it
    public void Colour_shows_whether_the_interval_is_within_the_budget(double upper, string colour)
    {
        using var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.EightBit,
                Out = new AnsiConsoleOutput(output),
            }
        );

        ConsoleReport.Write(
            console,
            new RecordedRun(Samples.Run, [Samples.Measured() with { Overhead = Samples.Overhead with { Upper = upper } }])
        );

        Assert.Contains($"\u001b[{colour}m+0.12%*", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_a_record_is_text_to_the_console()
    {
        const string Reason = "[red]not[/] markup \u001b[31mnot an escape";
        CellRecord failed = CellRecord.Failed(Samples.Run, Samples.Measured().Cell, Reason);

        string report = Written(new RecordedRun(Samples.Run, [failed]), 160);

        Assert.Contains(Reason.Replace('\u001b', ' '), report, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', report);
    }

    [Fact]
    public void A_run_without_a_cell_is_reported_in_words_alone() =>
        Wording.Matches(Written(new RecordedRun(Samples.Run, []), 80));

    private static RecordedRun DefaultGrid()
    {
        RunRecord run = Samples.Run with { Options = Samples.Options with { Accumulate = [1, 2, 4, 8], LogEvery = [1, 2, 4, 8, 16, 32] } };
        return new RecordedRun(
            run,
            [
                .. from accumulate in run.Options.Accumulate
                from logEvery in run.Options.LogEvery
                select logEvery % accumulate == 0 ? Samples.Measured(accumulate, logEvery) : Samples.Rejected(accumulate, logEvery),
            ]
        );
    }

    private static string Written(RecordedRun recorded, int width)
    {
        using var output = new StringWriter();
        IAnsiConsole console = ReportConsole.Create(output, isTerminal: false, noColor: null);
        console.Profile.Width = width;
        ConsoleReport.Write(console, recorded);
        return output.ToString().ReplaceLineEndings("\n");
    }
}
