using System.Text;

namespace ThroughputBench.Reports.Pages;

/// <summary>Writes a page as GitHub-flavoured Markdown, without any HTML.</summary>
internal static class MarkdownWriter
{
    /// <summary>The page.</summary>
    public static string Write(Page page)
    {
        var text = new StringBuilder();
        if (page.Trail.Count > 0)
            text.AppendJoin(" › ", page.Trail.Select(Inline)).Append("\n\n");
        text.Append("# ").Append(Markdown.Escape(page.Title)).Append("\n\n").Append(Markdown.Escape(page.Subtitle)).Append('\n');
        Write(page.Blocks, text);
        return text.ToString();
    }

    /// <summary>Blocks, each with an empty line before it.</summary>
    public static string Write(IEnumerable<Block> blocks)
    {
        var text = new StringBuilder();
        Write(blocks, text);
        return text.ToString();
    }

    private static void Write(IEnumerable<Block> blocks, StringBuilder text)
    {
        foreach (Block block in blocks)
            text.Append('\n').Append(Write(block));
    }

    private static string Write(Block block) =>
        block switch
        {
            Block.Heading heading => $"{new string('#', heading.Level)} {Markdown.Escape(heading.Text)}\n",
            Block.Paragraph paragraph => Inline(paragraph.Text) + "\n",
            Block.Bullets bullets => string.Concat(bullets.Items.Select(item => $"- {Inline(item)}\n")),
            Block.Code code => Markdown.CodeBlock(code.Text),
            Block.Tabular tabular => Write(tabular.Table),
            Block.Figure figure =>
                $"![{Markdown.Escape(figure.Plot.Finding)}]({figure.Plot.Path})\n\n"
                    + $"**{Markdown.Escape(figure.Plot.Finding)}.** {Markdown.Escape(figure.Plot.Description)}\n\n"
                    + Write(figure.Beside),
            Block.Answers answers => string.Join('\n', answers.Items.Select(Write)),
            Block.Fold fold => $"### {Markdown.Escape(fold.Summary)}\n{Write(fold.Inner)}",
            Block.Picture picture => $"![{Markdown.Escape(picture.Finding)}]({picture.Path})\n",
            _ => throw new ArgumentException($"{block.GetType().Name} cannot be written.", nameof(block)),
        };

    private static string Write(Answer answer) =>
        $"**{Markdown.Escape(answer.Question)}**\n\n{string.Concat(answer.Lines.Select(Write))}";

    private static string Write(AnswerLine line) =>
        $"- **{Markdown.Escape(line.Figure)}** {Markdown.Escape(line.About)}. {Markdown.Escape(line.Sure)}\n";

    private static string Write(Table table) =>
        (table.Caption.Length == 0 ? "" : $"{Markdown.Escape(table.Caption)}:\n\n")
        + Markdown.Table([.. table.Columns.Select(Title)], table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Write)]));

    private static string Title(string column) => (column.StartsWith(' ') ? " " : "") + Markdown.Escape(column.Trim());

    private static string Write(Field field)
    {
        string text = Inline(
            field.Tone == Tone.Bad && field.Text.Style == SpanStyle.Plain ? field.Text with { Style = SpanStyle.Bad } : field.Text
        );
        return string.Join(" · ", [text, .. field.Notes.Select(Markdown.Escape)]);
    }

    private static string Inline(IEnumerable<Span> spans) => string.Concat(spans.Select(Inline));

    private static string Inline(Span span)
    {
        string text = Markdown.Escape(span.Text);
        if (span.Style is (SpanStyle.Strong or SpanStyle.Good or SpanStyle.Bad) && text.Length > 0)
            text = $"**{text}**";
        return span.Link is { } link ? $"[{text}]({link})" : text;
    }
}
