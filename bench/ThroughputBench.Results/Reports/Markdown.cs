using System.Globalization;
using System.Text;

namespace ThroughputBench.Reports;

/// <summary>Pieces of GitHub-flavoured Markdown.</summary>
internal static class Markdown
{
    /// <summary>Text from a record as plain text, whatever it holds: no markup, HTML, links, line breaks or invisible characters.</summary>
    public static string Escape(string text)
    {
        string visible = Visible(text);
        var escaped = new StringBuilder(visible.Length + 8);
        foreach (char letter in visible)
        {
            if (@"\`*_[]<>|&~#".Contains(letter, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(letter);
        }
        // GitHub makes links of bare addresses.
        return escaped.Replace("://", "&#58;//").Replace("www.", "www&#46;").ToString();
    }

    /// <summary>Text to be copied unchanged, in a separate block.</summary>
    public static string CodeBlock(string text)
    {
        string visible = Visible(text);
        string fence = "```";
        while (visible.Contains(fence, StringComparison.Ordinal))
            fence += "`";
        return $"{fence}sh\n{visible}\n{fence}\n";
    }

    /// <summary>A table; cells are Markdown already.</summary>
    /// <param name="header">Titles of the columns; one that begins with a space is aligned to the right.</param>
    /// <param name="rows">The rows.</param>
    public static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new StringBuilder();
        void Row(IEnumerable<string> cells) => table.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        Row(header.Select(title => title.Trim()));
        Row(header.Select(title => title.StartsWith(' ') ? "--:" : "---"));
        foreach (IReadOnlyList<string> row in rows)
            Row(row);
        return table.ToString();
    }

    /// <summary>
    /// Without line breaks and without invisible characters that have an effect: controls, and marks that change the direction of writing.
    /// </summary>
    private static string Visible(string text) =>
        text.ReplaceLineEndings(" ") is var line && line.Any(IsInvisible)
            ? string.Concat(line.Select(letter => IsInvisible(letter) ? ' ' : letter))
            : line;

    private static bool IsInvisible(char letter) =>
        char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format;
}
