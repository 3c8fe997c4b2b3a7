using System.Text.RegularExpressions;

namespace ThroughputBench.Records;

/// <summary>
/// Absolute paths in what a machine says of itself, an exception's message for instance: where files lie on it, and whose they are, is
/// nobody's business.
/// </summary>
internal static partial class MachinePaths
{
    /// <summary>The text with each absolute path shortened to its file, or to nothing but a mark if no file is named.</summary>
    public static string Hide(string text) =>
        Absolute()
            .Replace(text, path =>
            {
                string file = path.Value[(path.Value.LastIndexOfAny(['/', '\\']) + 1)..];
                return file.Contains('.', StringComparison.Ordinal) ? $"…/{file}" : "…";
            });

    // In quotes a path may hold spaces. A slash within a word ("samples/s") or two of them ("https://…") begin none, and neither does one
    // alone ("/").
    [GeneratedRegex(
        """(?<=')(/|[A-Za-z]:\\)[^']+(?=')|(?<=")(/|[A-Za-z]:\\)[^"]+(?=")|(?<![\w./…])/(?=[\w.~-])[^\s'":;,()]+(?<![.])|(?<!\w)[A-Za-z]:\\[^\s'":;,()]+(?<![.])""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Absolute();
}
