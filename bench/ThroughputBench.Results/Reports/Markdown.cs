using System.Globalization;
using System.Text;

namespace ThroughputBench.Reports;

/// <summary>Pieces of GitHub-flavoured Markdown.</summary>
internal static class Markdown
{
    /// <summary>Text from a record as text, whatever it holds: no markup, no HTML, no link, one line, nothing that is not seen.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char letter in Visible(text))
        {
            if (@"\`*_[]<>|&~#".Contains(letter, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(letter);
        }
        // GitHub makes links of bare addresses.
        return escaped.Replace("://", "&#58;//").Replace("www.", "www&#46;").ToString();
    }

    /// <summary>Text to be copied as it is, in a block of its own.</summary>
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

    /// <summary>Without line breaks and without characters that are not seen but act: controls, and marks that turn the direction of writing.</summary>
    private static string Visible(string text) => string.Concat(text.ReplaceLineEndings(" ")
        .Select(letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format ? ' ' : letter));
}
