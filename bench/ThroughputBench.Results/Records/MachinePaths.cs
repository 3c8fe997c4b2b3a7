using System.Text.RegularExpressions;

namespace ThroughputBench.Records;

/// <summary>
/// Absolute paths in a machine's texts, an exception's message for instance: folders and users on it are private.
/// </summary>
internal static partial class MachinePaths
{
    /// <summary>The text with each absolute path shortened to its file, or to a mark if no file is named.</summary>
    public static string Hide(string text) =>
        Absolute()
            .Replace(text, path =>
            {
                string file = path.Value[(path.Value.LastIndexOfAny(['/', '\\']) + 1)..];
                return file.Contains('.', StringComparison.Ordinal) ? $"…/{file}" : "…";
            });

    // In quotes a path may hold spaces. A slash within a word ("samples/s"), two of them ("https://…") or one alone ("/") do not begin a
    // path.
    [GeneratedRegex(
        """(?<=')(/|[A-Za-z]:\\)[^']+(?=')|(?<=")(/|[A-Za-z]:\\)[^"]+(?=")|(?<![\w./…])/(?=[\w.~-])[^\s'":;,()]+(?<![.])|(?<!\w)[A-Za-z]:\\[^\s'":;,()]+(?<![.])""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Absolute();
}
