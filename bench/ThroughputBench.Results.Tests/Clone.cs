namespace ThroughputBench.Tests;

/// <summary>The clone of the project that the tests were built in.</summary>
internal static class Clone
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ThroughputBench.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests must lie in a clone of ThroughputBench.");
        return folder.FullName;
    }
}
