using Spectre.Console;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class ReportConsoleTests
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(false, "1")]
    [InlineData(true, "1")]
    public void Without_a_terminal_or_with_NO_COLOR_only_text_is_written(bool isTerminal, string? noColor)
    {
        using var output = new StringWriter();

        IAnsiConsole console = ReportConsole.Create(output, isTerminal, noColor);
        console.Write(new Markup("[red bold]text[/]"));

        Assert.Equal("text", output.ToString());
        Assert.Equal(
            (false, ColorSystem.NoColors, false),
            (console.Profile.Capabilities.Ansi, console.Profile.Capabilities.ColorSystem, console.Profile.Capabilities.Interactive)
        );
    }

    [Fact]
    public void An_empty_NO_COLOR_is_none_as_its_authors_ask() =>
        Assert.Equal(
            ReportConsole.Create(TextWriter.Null, isTerminal: true, noColor: null).Profile.Capabilities.ColorSystem,
            ReportConsole.Create(TextWriter.Null, isTerminal: true, noColor: "").Profile.Capabilities.ColorSystem
        );

    [Fact]
    public void A_file_has_room_for_whole_tables() =>
        Assert.Equal(160, ReportConsole.Create(TextWriter.Null, isTerminal: false, noColor: null).Profile.Width);
}
