using ThroughputBench.Merging;
using ThroughputBench.Records;
using ThroughputBench.Reports;

namespace ThroughputBench.Publishing;

/// <summary>What a checkout publishes: the runs under <c>results/</c>, and everything made from them.</summary>
/// <remarks>Everything is read, checked and made before the first file is changed.</remarks>
internal sealed class Publication
{
    private const string ReadmeFile = "README.md";
    private const string LockFile = ".publishing";

    private readonly string _root;
    private readonly string _results;

    /// <summary>Looks at a checkout.</summary>
    /// <param name="root">Its root.</param>
    /// <exception cref="InputException">There is no README in it.</exception>
    public Publication(string root)
    {
        (_root, _results) = (root, Path.Combine(root, "results"));
        if (!File.Exists(Path.Combine(root, ReadmeFile)))
            throw new InputException($"'{root}' is not a checkout to publish into: it has no {ReadmeFile}.");
    }

    /// <summary>How many runs' pages were made the last time: the others were known to be as they should be.</summary>
    public int RunsMade { get; private set; }

    /// <summary>
    /// Derived files, by their paths within the checkout, whose content differs from what the records give, or that no record gives.
    /// </summary>
    /// <exception cref="InputException">A published run is damaged, or lacks raw data.</exception>
    public IReadOnlyList<string> Stale()
    {
        ResultsFolder results = ResultsFolder.Read(_results);
        InParallel.Each(results.Runs, run =>
        {
            RunCopy.RequireRawData(run.Folder, run.Recorded);
            return run;
        });
        using var staging = new Staging(_root, keeps: false);
        (IReadOnlyList<StagedFile> files, _) = Derive(results, staging, new Dictionary<string, KnownRun>());
        return
        [
            .. files
                .Where(file => file.IsStale)
                .Select(file => file.Path)
                .Concat(Orphans(results.Runs.Select(run => run.Path), files))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Makes every derived file again that is not known to be as it should be.</summary>
    /// <returns>Those that changed.</returns>
    /// <exception cref="InputException">A published run is damaged, or another process publishes here.</exception>
    public IReadOnlyList<string> Refresh()
    {
        var stamps = PageStamps.Read(_results);
        if (IsAsMade(stamps, Known(stamps)))
        {
            RunsMade = 0;
            return [];
        }
        using FileStream held = Hold();
        return Make(ResultsFolder.Read(_results), Known(PageStamps.Read(_results)));
    }

    /// <summary>Names of the runs under <c>results/runs/</c> that are not published and could be.</summary>
    public IReadOnlyList<string> Unpublished() =>
        [.. ResultsFolder.Unpublished(_results).Where(run => ObjectionTo(run.Run) is null).Select(run => run.Name)];

    /// <summary>Adds a run, and makes every derived file again.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>Its place, and the files that changed.</returns>
    /// <exception cref="InputException">The run cannot be published, or another process publishes here; nothing was written.</exception>
    public (PublishedRun Run, IReadOnlyList<string> Changed) Publish(string folder)
    {
        RecordedRun recorded = RunFolder.Read(folder);
        if (ObjectionTo(recorded.Run) is { } objection)
            throw new InputException($"The run '{folder}' cannot be published: {objection}.");
        using FileStream held = Hold();
        ResultsFolder results = ResultsFolder.Read(_results);
        if (results.Find(folder, recorded) is { } published)
            return (published, Make(results, Known(PageStamps.Read(_results))));
        if (recorded.Run.SchemaVersion == RunRecord.CurrentSchemaVersion)
            RunFolder.Reaching(folder, "read", () => RecordedFigures.Require(folder, recorded));
        PublishedRun place = results.PlaceFor(recorded);
        string staging = Path.Combine(_results, $".staging-{place.Name}");
        try
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
            RunCopy.Write(folder, staging);
            return (
                place,
                Make(
                    results.With(place with { Folder = staging }),
                    Known(PageStamps.Read(_results)),
                    () =>
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(place.Folder)!);
                        Directory.Move(staging, place.Folder);
                    }
                )
            );
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    /// <summary>
    /// Locks <c>results/</c> for this process, which reads it and writes it. The system unlocks it when the process ends, whatever ended
    /// it.
    /// </summary>
    private FileStream Hold()
    {
        string file = Path.Combine(_results, LockFile);
        try
        {
            Directory.CreateDirectory(_results);
            return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                File.Exists(file)
                    ? $"Another publish is running here: '{file}' is locked. Wait for its end."
                    : $"'{_results}' cannot be written: {e.Message.ReplaceLineEndings(" ")}",
                e
            );
        }
    }

    private static string? ObjectionTo(RunRecord run) =>
        run.State != RunState.Finished ? "it is not finished; resume it: ./run.sh sweep --resume"
        : run.Options.Fault is { } fault ? $"a known fault was put into the monitor ({fault}), so its figures are not the monitor's"
        : run.Commit == GitFacts.Unknown || !run.Commit.All(char.IsAsciiLetterOrDigit)
            ? $"its commit is '{run.Commit}', so it is unknown what was measured"
        : run.Options.Shard is { } shard
            ? $"it is shard {shard} of a sweep; merge the shards (./run.sh merge), and publish the merged run"
        : run.Thinned is not null ? "its raw data were thinned, so they no longer prove its figures; publish a run before it is thinned"
        : run.Dirty is null
            ? "it is unknown whether the tree had changes, so it is unknown what was measured; sweep again when git can say it"
        : run.Dirty == true
            ? "the tree had changes that are in no commit, so the measurement cannot be repeated; commit them and sweep again"
        : null;

    /// <summary>What is known of each run's pages, by the run's path: nothing is read of its raw data.</summary>
    private Dictionary<string, KnownRun> Known(PageStamps stamps) =>
        InParallel
            .Each(
                ResultsFolder.FoldersOfRuns(_results),
                folder =>
                {
                    string run = Path.GetRelativePath(_results, folder).Replace(Path.DirectorySeparatorChar, '/');
                    string? digest = PageStamps.DigestOf(run, folder);
                    return (Run: run, Known: new KnownRun(digest, stamps.Find(_root, run, digest)));
                }
            )
            .ToDictionary(one => one.Run, one => one.Known);

    /// <summary>Whether every page is as it was made, from the runs that there are now; then they need not be read.</summary>
    private bool IsAsMade(PageStamps stamps, IReadOnlyDictionary<string, KnownRun> known) =>
        known.Values.All(run => run.Pages is not null)
        && stamps.Find(_root, PageStamp.OfAll, DigestOfAll(known.Values.Select(run => run.Digest))) is { } ofAll
        && !Orphans(known.Keys, [.. known.Values.SelectMany(run => run.Pages!), .. ofAll]).Any();

    private string DigestOfAll(IEnumerable<string?> digests) => PageStamps.DigestOfAll(_results, digests);

    /// <summary>Makes what must be made, and writes it once all is made.</summary>
    /// <param name="results">What is published.</param>
    /// <param name="known">See <see cref="Known"/>.</param>
    /// <param name="beforeWriting">What is done just before.</param>
    private List<string> Make(ResultsFolder results, IReadOnlyDictionary<string, KnownRun> known, Action? beforeWriting = null)
    {
        using var staging = new Staging(_root, keeps: true);
        (IReadOnlyList<StagedFile> files, IReadOnlyList<PageStamp> made) = Derive(results, staging, known);
        beforeWriting?.Invoke();
        staging.Commit(files);
        var changed = new List<string>(files.Where(file => file.IsStale).Select(file => file.Path));
        foreach (string orphan in Orphans(results.Runs.Select(run => run.Path), files).ToArray())
        {
            File.Delete(Full(orphan));
            changed.Add(orphan);
        }
        PageStamps.Write(_results, made);
        return changed;
    }

    private (IReadOnlyList<StagedFile> Files, IReadOnlyList<PageStamp> Stamps) Derive(
        ResultsFolder results,
        Staging staging,
        IReadOnlyDictionary<string, KnownRun> known
    )
    {
        int made = 0;
        (PageStamp Stamp, IReadOnlyList<StagedFile> Files)[] runs = InParallel.Each(
            results.Runs,
            run =>
            {
                KnownRun of = known.GetValueOrDefault(run.Path) ?? new KnownRun(PageStamps.DigestOf(run.Path, run.Folder), null);
                IReadOnlyList<StagedFile>? files = of.Pages;
                if (files is null)
                {
                    files = [.. ResultsPages.OfRun(run).Select(file => staging.Add(file.Below("results")))];
                    Interlocked.Increment(ref made);
                }
                return (PageStamp.FromPages(run.Path, of.Digest ?? "", files), files);
            }
        );
        RunsMade = made;
        IEnumerable<DerivedFile> ofAll =
        [
            .. ResultsPages.OfAll(results.Runs, results.Calibrations).Select(file => file.Below("results")),
            new DerivedFile(ReadmeFile, ReadmeTables.Update(File.ReadAllText(Path.Combine(_root, ReadmeFile)), results.Runs)),
        ];
        StagedFile[] stagedOfAll = [.. ofAll.Select(staging.Add)];
        return (
            [.. runs.SelectMany(run => run.Files), .. stagedOfAll],
            [
                .. runs.Select(run => run.Stamp),
                PageStamp.FromPages(PageStamp.OfAll, DigestOfAll(runs.Select(run => run.Stamp.Digest)), stagedOfAll),
            ]
        );
    }

    /// <summary>Files in folders for derived files only, that no record gives any more.</summary>
    /// <param name="runs">The paths of the published runs.</param>
    /// <param name="files">The derived files.</param>
    private IEnumerable<string> Orphans(IEnumerable<string> runs, IReadOnlyList<StagedFile> files)
    {
        HashSet<string> made = [.. files.Select(file => file.Path)];
        IEnumerable<string> folders = runs.SelectMany(run => (string[])[run.Split('/')[0], run])
            .Distinct()
            .SelectMany(folder => ResultsFolder.DerivedFolders.Select(derived => $"results/{folder}/{derived}"));
        return
        [
            .. folders
                .Where(folder => Directory.Exists(Full(folder)))
                .SelectMany(folder => Directory.EnumerateFiles(Full(folder)).Select(file => $"{folder}/{Path.GetFileName(file)}"))
                .Where(file => !made.Contains(file))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What is known of a published run's pages before it is read.</summary>
    /// <param name="Digest">See <see cref="PageStamps.DigestOf(string, string)"/>.</param>
    /// <param name="Pages">Its pages; <see langword="null"/> if they must be made.</param>
    private sealed record KnownRun(string? Digest, IReadOnlyList<StagedFile>? Pages);

    private string Full(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));
}
