using System.Runtime.CompilerServices;
using ThroughputBench.Records;

namespace ThroughputBench.Tests.Reports;

/// <summary>A small run that is checked in, and its reports.</summary>
/// <remarks>It has two workloads, refused cells, one that failed with a reason full of markup, and one that timed out.</remarks>
internal static class Fixture
{
    public static RecordedRun Run { get; } = RunFolder.Read(PathOf("run"));

    public static string Text(string name) => File.ReadAllText(PathOf(name)).ReplaceLineEndings("\n");

    /// <inheritdoc cref="Snapshot.Matches"/>
    public static void Matches(string name, string actual, [CallerFilePath] string source = "") =>
        Snapshot.Matches(Path.Combine("Fixtures", name), actual, source);

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Reports", "Fixtures", name);
}
