namespace ThroughputBench.Records;

/// <summary>The records of a run, copied whole: for publication and for merging.</summary>
internal static class RunCopy
{
    private static readonly string[] BenchmarkDotNetEndings = ["-report-github.md", "-report.csv", "-report-brief-compressed.json"];

    /// <summary>
    /// Copies the records, with BenchmarkDotNet's reports in the forms that others read, but nothing that is made from records.
    /// </summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="target">The folder to create.</param>
    /// <exception cref="InputException">Raw data are missing or damaged, or the records were changed since the run ended.</exception>
    public static void Write(string path, string target) => RunFolder.Reaching(path, "copied", () =>
        {
            Directory.CreateDirectory(Path.Combine(target, RawData.Folder));
            foreach (string file in RecordFiles(path))
                File.Copy(Path.Combine(path, file), Path.Combine(target, file));
            foreach (string file in RecordFiles(target))
                RawData.Require(RunFolder.Content(target, file), Path.Combine(path, file));
            CopyBenchmarkDotNetsReports(path, target);
            RecordedRun copied = RunFolder.Read(target);
            CellLog.RequireAsEnded(target, copied.Run, path);
            foreach (CellRecord cell in copied.Cells.Where(cell => cell.Overhead is not null))
                RequireRawData(target, cell, path);
            return target;
        });

    /// <summary>Requires that a published run has all raw data that its records were made from, and that none is damaged.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="recorded">Its records.</param>
    /// <exception cref="InputException">Some are missing, damaged or others.</exception>
    public static void RequireRawData(string path, RecordedRun recorded) =>
        RunFolder.Reaching(path, "read", () =>
        {
            foreach (string file in RawData.FilesIn(path))
                RawData.Require(RunFolder.Content(path, file), Path.Combine(path, file));
            foreach (CellRecord cell in recorded.Cells.Where(cell => cell.Overhead is not null && recorded.Run.Thinned is null))
                RequireRawData(path, cell);
            return path;
        });

    /// <summary>Requires that the raw data of a measured cell are there, and are those that its record was made from.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="cell">The cell's record.</param>
    /// <param name="called">What messages call the folder, if it is a copy.</param>
    /// <exception cref="InputException">They are missing, damaged or others.</exception>
    public static void RequireRawData(string path, CellRecord cell, string? called = null)
    {
        if (!RawData.Exists(path, cell.Cell, Comparison.Overhead))
            throw new InputException($"{RawData.PathOf(called ?? path, cell.Cell, Comparison.Overhead)} is missing.");
        if (RawData.ReadOverheads(path, cell.Cell, Comparison.Overhead).Sum(launch => launch.Overheads.Count) != cell.Overhead!.Pairs)
        {
            throw new InputException(
                $"{Path.Combine(called ?? path, RunFolder.CellsFile)} and the file of raw data have different numbers of pairs of "
                    + $"{cell.Cell}."
            );
        }
    }

    /// <summary>Whether two runs have the same records, byte for byte.</summary>
    public static bool HaveSameRecords(string path, string other) =>
        RunFolder.Reaching(path, "read", () =>
            RecordFiles(path).SequenceEqual(RecordFiles(other))
            && RecordFiles(path)
                .All(file =>
                    File.ReadAllBytes(Path.Combine(path, file))
                        .AsSpan()
                        .SequenceEqual(File.ReadAllBytes(Path.Combine(other, file)))
                )
        );

    /// <summary>
    /// BenchmarkDotNet's reports for other readers. Its log, which names folders of the machine, and its full JSON, which adds nothing to
    /// the pairs, are left out.
    /// </summary>
    private static void CopyBenchmarkDotNetsReports(string path, string target)
    {
        string reports = Path.Combine(path, "bdn", "results");
        if (!Directory.Exists(reports))
            return;
        foreach (
            string report in Directory
                .EnumerateFiles(reports)
                .Where(report => BenchmarkDotNetEndings.Any(ending => report.EndsWith(ending, StringComparison.Ordinal)))
        )
        {
            string copy = Path.Combine(target, "benchmarkdotnet", Path.GetFileName(report));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(report, copy);
        }
    }

    /// <summary>The files that are a run's records and raw data, within its folder.</summary>
    public static IReadOnlyList<string> RecordFiles(string path, bool withRawData = true) =>
        [RunFolder.RunFile, RunFolder.CellsFile, .. RunSupplements.FilesIn(path), .. withRawData ? RawData.FilesIn(path) : []];
}
