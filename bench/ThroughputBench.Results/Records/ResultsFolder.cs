using System.Globalization;

namespace ThroughputBench.Records;

/// <summary>
/// The folder <c>results/</c>: a folder for each machine, in it one for each run that was published. Runs are added and never changed.
/// </summary>
internal sealed class ResultsFolder
{
    /// <summary>The folder for runs of sweeps.</summary>
    public const string UnpublishedFolder = "runs";

    /// <summary>Folders that hold only files made from records.</summary>
    public static IReadOnlyList<string> DerivedFolders { get; } = ["plots", "exports"];

    private ResultsFolder(string path, IReadOnlyList<PublishedRun> runs, IReadOnlyList<PublishedCalibration> calibrations) =>
        (Path, Runs, Calibrations) = (path, runs, calibrations);

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>
    /// The published runs, machine by machine in the order of their names, and the runs of each from the earliest to the latest.
    /// </summary>
    public IReadOnlyList<PublishedRun> Runs { get; }

    /// <summary>The calibrations, machine by machine in the order in which they were begun.</summary>
    public IReadOnlyList<PublishedCalibration> Calibrations { get; }

    /// <summary>Reads all that is published.</summary>
    /// <exception cref="InputException">A run is damaged, or in the wrong folder.</exception>
    public static ResultsFolder Read(string path)
    {
        var runs = new List<PublishedRun>();
        var calibrations = new List<PublishedCalibration>();
        foreach (string machine in FoldersIn(path).Where(folder => NameOf(folder) != UnpublishedFolder))
        {
            runs.AddRange(
                InParallel.Each(
                    FoldersIn(machine).Where(folder => !DerivedFolders.Contains(NameOf(folder))),
                    folder => ReadRun(NameOf(machine), folder)
                )
            );
            calibrations.AddRange(
                CalibrationsIn(machine)
                    .Select(file => PublishedCalibration.Read(NameOf(machine), file))
                    .OrderBy(calibration => calibration.Record.Baseline.StartedUtc)
            );
        }
        return new ResultsFolder(path, InOrder(runs), calibrations);
    }

    /// <summary>The folders of all published runs, unread.</summary>
    /// <param name="path">The folder <c>results/</c>.</param>
    public static IEnumerable<string> FoldersOfRuns(string path) =>
        FoldersIn(path)
            .Where(folder => NameOf(folder) != UnpublishedFolder)
            .SelectMany(FoldersIn)
            .Where(folder => !DerivedFolders.Contains(NameOf(folder)));

    /// <summary>Published runs, the latest first. Of one that is not wanted only <c>run.json</c> is read; others as they are reached.</summary>
    /// <param name="path">The folder <c>results/</c>.</param>
    /// <param name="isWanted">Whether a run is.</param>
    /// <exception cref="InputException">A run is damaged, or in the wrong folder.</exception>
    public static IEnumerable<RecordedRun> LatestRuns(string path, Func<RunRecord, bool> isWanted) =>
        FoldersOfRuns(path)
            .Select(folder => (Folder: folder, Run: RunFolder.ReadRun(folder)))
            .Where(run => isWanted(run.Run))
            .OrderByDescending(run => run.Run.StartedUtc)
            .Select(run => ReadRun(NameOf(System.IO.Path.GetDirectoryName(run.Folder)!), run.Folder).Recorded);

    /// <summary>The files of all calibrations, unread.</summary>
    /// <param name="path">The folder <c>results/</c>.</param>
    public static IEnumerable<string> FilesOfCalibrations(string path) =>
        FoldersIn(path).Where(folder => NameOf(folder) != UnpublishedFolder).SelectMany(CalibrationsIn);

    /// <summary>The runs in a checkout that are not published, by the names of their folders; one that is damaged is left out.</summary>
    /// <param name="path">The folder <c>results/</c>.</param>
    /// <exception cref="InputException">A published run is damaged.</exception>
    public static IReadOnlyList<(string Name, RunRecord Run)> Unpublished(string path)
    {
        string[] folders = [.. FoldersIn(System.IO.Path.Combine(path, UnpublishedFolder)).Where(RunFolder.IsRun)];
        if (folders.Length == 0)
            return [];
        HashSet<string> published = [.. FoldersOfRuns(path).Select(folder => RunFolder.ReadRun(folder).RunId)];
        return
        [
            .. from folder in folders
            let run = ReadOrNull(folder)
            where run is not null && !published.Contains(run.RunId)
            select (NameOf(folder), run),
        ];
    }

    /// <summary>The published run with the same records, if it is published already.</summary>
    /// <exception cref="InputException">It is published, with other records.</exception>
    public PublishedRun? Find(string folder, RecordedRun recorded)
    {
        if (Runs.FirstOrDefault(run => run.Recorded.Run.RunId == recorded.Run.RunId) is not { } same)
            return null;
        return same.Recorded.Run.Thinned is not null || RunCopy.HaveSameRecords(folder, same.Folder)
            ? same
            : throw new InputException(
                $"The run {recorded.Run.RunId} is published as {same.Path}, with other records than those in '{folder}'. "
                    + "What is published is never changed."
            );
    }

    /// <summary>A run's place: date and commit, followed by a number if another run has that place.</summary>
    public PublishedRun PlaceFor(RecordedRun recorded)
    {
        string name = NameOf(recorded.Run),
            machine = recorded.Run.MachineName,
            free = name;
        for (int i = 2; System.IO.Path.Exists(System.IO.Path.Combine(Path, machine, free)); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        return new PublishedRun(machine, free, System.IO.Path.Combine(Path, machine, free), recorded);
    }

    /// <summary>The same with one more run.</summary>
    public ResultsFolder With(PublishedRun run) => new(Path, InOrder([.. Runs, run]), Calibrations);

    private static RunRecord? ReadOrNull(string folder)
    {
        try
        {
            return RunFolder.ReadRun(folder);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static PublishedRun ReadRun(string machine, string folder)
    {
        RecordedRun recorded = RunFolder.Read(folder);
        if (recorded.Run.State != RunState.Finished)
            throw new InputException($"The published run '{folder}' is not finished.");
        RunFolder.Reaching(folder, "read", () =>
        {
            CellLog.RequireAsEnded(folder, recorded.Run);
            return folder;
        });
        if (recorded.Run.MachineName != machine || !NameOf(folder).StartsWith(NameOf(recorded.Run), StringComparison.Ordinal))
        {
            throw new InputException(
                $"The published run '{folder}' belongs in {recorded.Run.MachineName}/{NameOf(recorded.Run)}, by its run.json."
            );
        }

        return new PublishedRun(machine, NameOf(folder), folder, recorded);
    }

    private static PublishedRun[] InOrder(IEnumerable<PublishedRun> runs) =>
        [
            .. runs.OrderBy(run => run.Machine, StringComparer.Ordinal)
                .ThenBy(run => run.Recorded.Run.StartedUtc)
                .ThenBy(run => run.Name, StringComparer.Ordinal),
        ];

    private static string NameOf(RunRecord run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.StartedUtc.UtcDateTime:yyyy-MM-dd}-{run.Commit}");

    private static IEnumerable<string> CalibrationsIn(string machine) =>
        Directory.EnumerateFiles(machine, PublishedCalibration.Prefix + "*.json").Order(StringComparer.Ordinal);

    private static string NameOf(string folder) => System.IO.Path.GetFileName(folder);

    private static IEnumerable<string> FoldersIn(string folder) =>
        !Directory.Exists(folder)
            ? []
            : Directory.EnumerateDirectories(folder).Where(inner => !NameOf(inner).StartsWith('.')).Order(StringComparer.Ordinal);
}
