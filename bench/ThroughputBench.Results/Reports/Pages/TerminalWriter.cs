using Spectre.Console;

namespace ThroughputBench.Reports.Pages;

/// <summary>Writes parts of a page to a terminal, one below the other. Text wraps; colours repeat what the text says.</summary>
internal static class TerminalWriter
{
    /// <summary>Writes them.</summary>
    public static void Write(IAnsiConsole console, IEnumerable<Block> blocks)
    {
        foreach (Block block in blocks)
            Write(console, block);
    }

    private static void Write(IAnsiConsole console, Block block)
    {
        switch (block)
        {
            case Block.Heading heading:
                console.WriteLine();
                WriteLine(console, [Span.Strong(heading.Text)]);
                break;
            case Block.Paragraph paragraph:
                WriteLine(console, paragraph.Text);
                break;
            case Block.Bullets bullets:
                foreach (IReadOnlyList<Span> item in bullets.Items)
                    WriteLine(console, item);
                break;
            case Block.Code code:
                WriteLine(console, [code.Text]);
                break;
            case Block.Tabular tabular:
                Write(console, tabular.Table);
                break;
            case Block.Figure figure:
                WriteLine(console, [Span.Strong(figure.Plot.Finding + ".")]);
                Write(console, figure.Beside);
                break;
            case Block.Picture picture:
                WriteLine(console, [picture.Finding]);
                break;
            default:
                throw new ArgumentException($"{block.GetType().Name} cannot be written.", nameof(block));
        }
    }

    private static void WriteLine(IAnsiConsole console, IReadOnlyList<Span> text)
    {
        var line = new Spectre.Console.Paragraph();
        foreach (Span span in text)
            line.Append(ReportConsole.Plain(span.Text), StyleOf(span.Style));
        line.Append("\n");
        console.Write(line);
    }

    private static void Write(IAnsiConsole console, Table table)
    {
        if (table.Caption.Length > 0)
            WriteLine(console, [$"{table.Caption}:"]);
        var drawn = new Spectre.Console.Table { Border = TableBorder.Rounded };
        foreach (string title in table.Columns)
        {
            var column = new TableColumn(new Text(title.Trim()));
            drawn.AddColumn(title.StartsWith(' ') ? column.RightAligned() : column);
        }
        foreach (IReadOnlyList<Field> row in table.Rows)
            drawn.AddRow([.. row.Select(field => new Text(TextOf(field), StyleOf(field.Tone)))]);
        console.Write(drawn);
    }

    private static string TextOf(Field field) => string.Join('\n', [field.Text.Text, .. field.Notes]);

    private static Style StyleOf(SpanStyle style) =>
        style switch
        {
            SpanStyle.Strong => new Style(decoration: Decoration.Bold),
            SpanStyle.Good => new Style(Color.Green, decoration: Decoration.Bold),
            SpanStyle.Bad => new Style(Color.Red, decoration: Decoration.Bold),
            SpanStyle.Quiet => new Style(Color.Grey),
            _ => Style.Plain,
        };

    private static Style StyleOf(Tone tone) =>
        tone switch
        {
            Tone.Good => new Style(Color.Green),
            Tone.Unsure => new Style(Color.Yellow),
            Tone.Over or Tone.Bad => new Style(Color.Red),
            Tone.Refused => new Style(Color.Grey),
            _ => Style.Plain,
        };
}
