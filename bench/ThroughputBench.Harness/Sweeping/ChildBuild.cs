using ThroughputBench.Machine;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>
/// Whether BenchmarkDotNet can build its child project: it writes the paths of this clone into a project file unescaped.
/// </summary>
internal static class ChildBuild
{
    /// <summary>Special characters of XML, of MSBuild or of its command line.</summary>
    private const string Special = "&<>\"'%,;$@*?|";

    /// <summary>Requires that a process for each benchmark can be built. Call it before measuring.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public static void Require()
    {
        if (Repository.IsBundle)
            return;
        if (ObjectionTo(Repository.Root) is { } objection)
            throw new InputException(objection);
    }

    /// <summary>Why it cannot be built in a clone, or <see langword="null"/>.</summary>
    /// <param name="root">The clone's root.</param>
    internal static string? ObjectionTo(string root) =>
        root.FirstOrDefault(Special.Contains) is var letter and not '\0'
            ? $"BenchmarkDotNet cannot build a process for each benchmark in a folder whose path has {letter} in it ('{root}'): move the clone."
            : null;
}
