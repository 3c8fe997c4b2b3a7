namespace ThroughputBench.Tests;

/// <summary>What differs between two texts, for a snapshot that is shorter than both and shows what is said and what is not.</summary>
internal static class LineChanges
{
    /// <summary>The lines of one text that the other does not have, then those that it has instead.</summary>
    public static string Between(string before, string after)
    {
        string[] old = before.ReplaceLineEndings("\n").Split('\n'),
            now = after.ReplaceLineEndings("\n").Split('\n');
        return string.Join('\n', [.. old.Except(now).Select(line => $"- {line}"), .. now.Except(old).Select(line => $"+ {line}")]);
    }
}
