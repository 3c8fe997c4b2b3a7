using Spectre.Console;

namespace ThroughputBench.Reports;

/// <summary>A console for reports: colours and the terminal's width on a terminal, plain text elsewhere.</summary>
internal static class ReportConsole
{
    /// <summary>Columns if their number is unknown: a file or a pipe has room.</summary>
    public const int WidthWithoutTerminal = 160;

    /// <summary>The console of a command's results.</summary>
    /// <param name="output">The writer of standard output.</param>
    public static IAnsiConsole ForResults(TextWriter output) =>
        Create(output, !Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Makes a console that writes to a given writer.</summary>
    /// <param name="output">The writer for its text.</param>
    /// <param name="isTerminal">Whether it is a terminal: <c>!Console.IsOutputRedirected</c> for standard output.</param>
    /// <param name="noColor">The environment variable <c>NO_COLOR</c>: no colours if it is set and not empty
    /// (https://no-color.org).</param>
    public static IAnsiConsole Create(TextWriter output, bool isTerminal, string? noColor)
    {
        bool plain = !isTerminal || !string.IsNullOrEmpty(noColor);
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(output),
            }
        );
        if (!isTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        return console;
    }

    /// <summary>Text from a record without control characters for the terminal.</summary>
    public static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
