using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>Where the project lies: the folder of its solution.</summary>
internal static class Repository
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>The repository's root.</summary>
    /// <exception cref="InputException">The program does not run from inside a repository.</exception>
    public static string Root => Found.Value ?? throw new InputException("This program must lie in a clone of ThroughputBench: no ThroughputBench.sln was found above it.");

    /// <summary>Makes the root the current directory: BenchmarkDotNet looks for the project of its child build from there.</summary>
    public static void EnterRoot() => Environment.CurrentDirectory = Root;

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ThroughputBench.sln")))
                return folder.FullName;
        }
        return null;
    }
}
