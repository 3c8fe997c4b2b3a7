namespace ThroughputBench.Records;

/// <summary>
/// Runs by the names that people use: a folder, a saved baseline, or the name of a run or shard under <c>results/runs/</c> or of a published
/// run.
/// </summary>
/// <param name="workplace">The folder that has <c>results/</c>.</param>
internal sealed class RunNames(string workplace)
{
    private readonly string _results = Path.Combine(workplace, "results");

    /// <summary>The folder that a name means; the name as a path if it means nothing, so that reading it says what is wrong.</summary>
    /// <exception cref="InputException">It is empty, or means two published runs.</exception>
    public string PathOf(string name)
    {
        if (name.Length == 0)
            throw new InputException("A run's name must not be empty.");
        string path = Path.GetFullPath(name);
        if (new SavedBaselines(workplace).Find(name) is { } saved)
            return saved;
        if (Path.Exists(path) || Path.IsPathRooted(name))
            return path;
        string[] local = [Path.Combine(_results, ResultsFolder.UnpublishedFolder, name), Path.Combine(_results, name)];
        if (local.FirstOrDefault(RunFolder.IsRun) is { } found)
            return found;
        string[] published =
        [
            .. Machines().Select(machine => Path.Combine(machine, name)).Where(RunFolder.IsRun).Order(StringComparer.Ordinal),
        ];
        return published switch
        {
            [] => path,
            [var only] => only,
            _ => throw new InputException(
                $"'{name}' is published for {published.Length} machines; name one of them: {string.Join(", ", published.Select(run => Path.GetRelativePath(_results, run)))}."
            ),
        };
    }

    /// <summary>The run that a name means.</summary>
    /// <exception cref="InputException">There is none, or it is damaged.</exception>
    public RecordedRun Read(string name) => RunFolder.Read(PathOf(name));

    /// <summary>The folders of all runs: published ones, and those under <c>results/runs/</c>, the shards in them included.</summary>
    public IReadOnlyList<string> All()
    {
        string unpublished = Path.Combine(_results, ResultsFolder.UnpublishedFolder);
        return
        [
            .. Machines()
                .SelectMany(Folders)
                .Concat(Folders(unpublished))
                .Concat(Folders(unpublished).Where(folder => !RunFolder.IsRun(folder)).SelectMany(Folders))
                .Where(RunFolder.IsRun),
        ];
    }

    /// <summary>The name by which <see cref="PathOf"/> finds a run of <see cref="All"/>.</summary>
    public string NameOf(string path) =>
        Path.GetRelativePath(IsPublished(path) ? _results : Path.Combine(_results, ResultsFolder.UnpublishedFolder), path).Replace('\\', '/');

    /// <summary>Whether a run of <see cref="All"/> is published.</summary>
    public bool IsPublished(string path) =>
        Path.GetRelativePath(Path.Combine(_results, ResultsFolder.UnpublishedFolder), path).StartsWith("..", StringComparison.Ordinal);

    private IEnumerable<string> Machines() => Folders(_results).Where(folder => Path.GetFileName(folder) != ResultsFolder.UnpublishedFolder);

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Where(inner => !Path.GetFileName(inner).StartsWith('.')).Order(StringComparer.Ordinal)
            : [];
}
