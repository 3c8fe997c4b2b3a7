using System.Text;

namespace ThroughputBench.Training.Progress;

/// <summary>The last line of a terminal, drawn again in its place; or, if nothing can be redrawn, one line after the other.</summary>
/// <remarks>
/// <para>It is redrawn with a carriage return and spaces, which every terminal knows, and without colours. Not thread-safe.</para>
/// <para>Spectre.Console 0.57.2 was tried in its place. An update costs 2.5 ms and 587 kB with its progress display, 0.6 ms and 123 kB with
/// a live display of the same text, and 8 µs and 3 kB here (fastest of 15 series of 500). Ten times a second that is 6 MB of garbage, whose
/// collections stop the training thread too. Its progress display wraps a long line into three and hides the cursor; without a terminal it
/// writes bare percentages. It would save some 100 lines for 1.1 MB.</para>
/// </remarks>
internal sealed class ProgressOutput
{
    private const int UsualColumns = 80;

    private readonly TextWriter _writer;
    private readonly int? _columns;
    private readonly bool _unicode;
    private string _shown = "";

    public ProgressOutput(TextWriter writer, bool? redraw, int? columns)
    {
        _writer = writer;
        _columns = columns;
        _unicode = writer.Encoding.WebName.StartsWith("utf", StringComparison.OrdinalIgnoreCase);
        Redraws = redraw ?? CanRedraw(IsTerminal(writer), Environment.GetEnvironmentVariable);
    }

    public bool Redraws { get; }

    public Encoding Encoding => _writer.Encoding;

    /// <summary>Whether a line may be redrawn. NO_COLOR counts when it is set and not empty (no-color.org).</summary>
    public static bool CanRedraw(bool isTerminal, Func<string, string?> environment) =>
        isTerminal && string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb";

    public void Show(in ProgressReading reading)
    {
        if (Redraws)
            Rewrite(ProgressText.Fitted(reading, Columns() - 1, _unicode)); // a full last column would wrap
        else
            _writer.WriteLine(ProgressText.Plain(reading));
        _writer.Flush();
    }

    /// <summary>Ends the line; the next output begins below it.</summary>
    public void End()
    {
        if (_shown.Length > 0)
            _writer.WriteLine();
        _shown = "";
        _writer.Flush();
    }

    /// <summary>Writes another writer's line above the one that is redrawn.</summary>
    public void WriteAbove(string line)
    {
        _writer.WriteLine(_shown.Length > 0 ? $"\r{line.PadRight(_shown.Length)}" : line);
        if (_shown.Length > 0)
            _writer.Write(_shown);
    }

    public void Flush() => _writer.Flush();

    private void Rewrite(string line)
    {
        _writer.Write($"\r{line.PadRight(_shown.Length)}");
        _shown = line;
    }

    private int Columns()
    {
        if (_columns is { } columns)
            return columns;
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : UsualColumns;
        }
        catch (Exception noConsole) when (noConsole is IOException or PlatformNotSupportedException)
        {
            return UsualColumns;
        }
    }

    private static bool IsTerminal(TextWriter writer) =>
        (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected)
        || (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected);
}
