namespace ThroughputBench.Records;

/// <summary>The runs that are published in the repository: <c>results/&lt;machine&gt;/&lt;run&gt;/</c>.</summary>
internal static class PublishedRuns
{
    /// <summary>Those of machines of one name, latest first; see <see cref="MachineFingerprint.Name"/>.</summary>
    /// <exception cref="InputException">One of them is damaged.</exception>
    public static IReadOnlyList<RecordedRun> Of(string repositoryRoot, string machine)
    {
        string folder = Path.Combine(repositoryRoot, "results", machine);
        return !Directory.Exists(folder) ? [] : [.. Directory.EnumerateDirectories(folder)
            .Where(run => File.Exists(Path.Combine(run, RunFolder.RunFile))).Order(StringComparer.Ordinal).Select(RunFolder.Read).OrderByDescending(recorded => recorded.Run.StartedUtc)];
    }
}
