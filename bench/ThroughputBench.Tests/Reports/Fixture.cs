using System.Runtime.CompilerServices;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

/// <summary>A small run that is checked in, and its reports.</summary>
/// <remarks>It has two workloads, refused cells, one that failed with a reason full of markup, and one that timed out.</remarks>
internal static class Fixture
{
    public static RecordedRun Run { get; } = RunFolder.Read(PathOf("run"));

    public static string Text(string name) => File.ReadAllText(PathOf(name)).ReplaceLineEndings("\n");

    /// <summary>
    /// Holds a whole output against the file that is checked in. With UPDATE_FIXTURES set it writes the file instead, for a reader to
    /// review.
    /// </summary>
    public static void Matches(string name, string actual, [CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable("UPDATE_FIXTURES") is { Length: > 0 })
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(source)!, "Fixtures", name), actual);
        else
            Assert.Equal(Text(name), actual);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Reports", "Fixtures", name);
}
