using System.Runtime.CompilerServices;
using Assert = Xunit.Assert;

namespace ThroughputBench.Tests;

/// <summary>
/// What the tests of a class make the code say: whole texts in one file beside the class, <c>Wording/TheClass.txt</c>, a section for each.
/// </summary>
internal static class Wording
{
    private const string Mark = "=== ";

    private static readonly Lock OneAtATime = new();
    private static readonly HashSet<(string Path, string Test)> Begun = [];
    private static readonly HashSet<(string Path, string Heading)> Written = [];

    /// <summary>
    /// Compares a whole text with its section. With UPDATE_FIXTURES set it writes the section instead, and removes those that this test had
    /// before, for a reader to review.
    /// </summary>
    /// <param name="text">The text, without what differs from one run to the next.</param>
    /// <param name="of">Which of the test's cases says it.</param>
    /// <param name="test">The test; left to the compiler.</param>
    /// <param name="source">The test's source; left to the compiler.</param>
    public static void Matches(string? text, string? of = null, [CallerMemberName] string test = "", [CallerFilePath] string source = "")
    {
        Assert.NotNull(text);
        string path = Path.Combine(Path.GetDirectoryName(source)!, "Wording", Path.ChangeExtension(Path.GetFileName(source), ".txt"));
        string heading = of is null ? test : $"{test}: {of}";
        string said = text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n');
        Assert.DoesNotContain($"\n{Mark}", $"\n{said}", StringComparison.Ordinal);
        lock (OneAtATime)
        {
            SortedDictionary<string, string> sections = Read(path);
            if (Environment.GetEnvironmentVariable("UPDATE_FIXTURES") is { Length: > 0 })
                Update(sections, path, test, heading, said);
            Assert.True(sections.TryGetValue(heading, out string? expected), $"{path} has no section '{heading}'.");
            Assert.Equal(expected, said);
        }
    }

    /// <summary>The tests that a file has sections of.</summary>
    public static IEnumerable<string> Tests(string path) => Read(path).Keys.Select(heading => heading.Split(':')[0]).Distinct();

    private static void Update(SortedDictionary<string, string> sections, string path, string test, string heading, string said)
    {
        if (Begun.Add((path, test)))
        {
            foreach (string old in sections.Keys.Where(old => old.Split(':')[0] == test).ToArray())
                sections.Remove(old);
        }
        // A second text of the same heading is compared with the first.
        if (!Written.Add((path, heading)))
            return;
        sections[heading] = said;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Join("\n", sections.Select(section => $"{Mark}{section.Key}\n\n{section.Value}\n")));
    }

    private static SortedDictionary<string, string> Read(string path)
    {
        SortedDictionary<string, string> sections = new(StringComparer.Ordinal);
        if (!File.Exists(path))
            return sections;
        string all = "\n" + File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal);
        foreach (string section in all.Split($"\n{Mark}")[1..])
        {
            string[] parts = section.Split("\n\n", 2);
            sections.Add(parts[0], parts[1].TrimEnd('\n'));
        }
        return sections;
    }
}
