using System.Runtime.CompilerServices;
using Xunit;

namespace ThroughputBench.Tests;

/// <summary>A whole output that is checked in, beside the test that makes it.</summary>
internal static class Snapshot
{
    /// <summary>
    /// Compares a whole output with its file. With UPDATE_FIXTURES set it writes the file instead, for a reader to review.
    /// </summary>
    /// <param name="file">The file, relative to the folder of the test's source.</param>
    /// <param name="actual">The output.</param>
    /// <param name="source">The test's source; left to the compiler.</param>
    public static void Matches(string file, string actual, [CallerFilePath] string source = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(source)!, file);
        if (Environment.GetEnvironmentVariable("UPDATE_FIXTURES") is { Length: > 0 })
            File.WriteAllText(path, Normal(actual));
        else
            Assert.Equal(Normal(File.ReadAllText(path)), Normal(actual));
    }

    private static string Normal(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
