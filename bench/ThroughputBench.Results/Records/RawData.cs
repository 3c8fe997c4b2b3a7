using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>The raw data of a run's cells, in the folder <c>pairs/</c> of the run: blocks, or the pairs of a run of schema 1.</summary>
internal static class RawData
{
    /// <summary>The folder within the run's.</summary>
    public const string Folder = "pairs";

    private const string BlocksEnding = ".blocks.gz";
    private const string PairsEnding = ".pairs.gz"; // schema 1

    /// <summary>Whether the raw data of a cell exist: its blocks, or the pairs of a run of schema 1.</summary>
    public static bool Exists(string path, Cell cell, Comparison comparison) =>
        File.Exists(PathOf(path, cell, comparison)) || File.Exists(PathOf(path, cell, comparison, PairsEnding));

    /// <summary>Reads the raw blocks of a cell.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="comparison">What was paired.</param>
    /// <exception cref="InputException">They are missing, damaged, or another cell's.</exception>
    public static IReadOnlyList<RecordedLaunch> ReadBlocks(string path, Cell cell, Comparison comparison)
    {
        string file = Path.Combine(Folder, NameOf(cell, comparison, BlocksEnding)),
            where = Path.Combine(path, file);
        (BlocksHeader header, IReadOnlyList<RecordedLaunch> launches) = RunFolder.Reaching(path, "read", () =>
            BlocksFile.Decode(RunFolder.Content(path, file), where)
        );
        return header.Cell == cell.Id && header.Comparison == comparison
            ? launches
            : throw new InputException($"{where} holds the blocks of {header.Cell}, not of {cell.Id}.");
    }

    /// <summary>Reads the pairs of a cell of a run of schema 1.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="comparison">What was paired.</param>
    /// <exception cref="InputException">They are missing, damaged, or another cell's.</exception>
    public static IReadOnlyList<PairTimes> ReadPairs(string path, Cell cell, Comparison comparison)
    {
        string file = Path.Combine(Folder, NameOf(cell, comparison, PairsEnding)),
            where = Path.Combine(path, file);
        (PairsHeader header, IReadOnlyList<PairTimes> launches) = RunFolder.Reaching(path, "read", () =>
            PairsFile.Decode(RunFolder.Content(path, file), where)
        );
        return header.Cell == cell.Id && header.Comparison == comparison
            ? launches
            : throw new InputException($"{where} holds the pairs of {header.Cell}, not of {cell.Id}.");
    }

    /// <inheritdoc cref="ReadAll"/>
    public static IReadOnlyList<LaunchOverheads> ReadOverheads(string path, Cell cell, Comparison comparison) =>
        ReadAll(path, cell, comparison).Overheads;

    /// <summary>
    /// The plain overhead of each pair of a cell, and its raw blocks; of a run of schema 1, which kept no blocks, the overheads alone.
    /// </summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="comparison">What was paired.</param>
    /// <exception cref="InputException">They are missing, damaged, or another cell's.</exception>
    public static (IReadOnlyList<LaunchOverheads> Overheads, IReadOnlyList<RecordedLaunch> Blocks) ReadAll(
        string path,
        Cell cell,
        Comparison comparison
    )
    {
        if (!File.Exists(PathOf(path, cell, comparison)) && File.Exists(PathOf(path, cell, comparison, PairsEnding)))
        {
            LaunchOverheads[] ofPairs =
            [
                .. ReadPairs(path, cell, comparison)
                    .Select(launch => new LaunchOverheads(
                        [.. launch.ControlNanoseconds.Zip(launch.CandidateNanoseconds, (control, candidate) => candidate / control - 1)],
                        launch.Elapsed
                    )),
            ];
            return (ofPairs, []);
        }
        IReadOnlyList<RecordedLaunch> launches = ReadBlocks(path, cell, comparison);
        return (
            [.. launches.Select(launch => new LaunchOverheads(launch.OverheadsOfPairs(), launch.Elapsed))],
            launches
        );
    }

    /// <summary>The files of raw data in a run's folder, within it.</summary>
    public static IEnumerable<string> FilesIn(string path)
    {
        string folder = Path.Combine(path, Folder);
        return !Directory.Exists(folder)
            ? []
            : Directory
                .EnumerateFiles(folder)
                .Where(file => EndsWith(file, BlocksEnding) || EndsWith(file, PairsEnding))
                .Select(file => Path.Combine(Folder, Path.GetFileName(file)))
                .Order(StringComparer.Ordinal);
    }

    /// <summary>Refuses a file of raw data that is damaged; other files pass.</summary>
    /// <param name="content">Its content.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="InputException">It is damaged.</exception>
    public static void Require(byte[] content, string where)
    {
        if (EndsWith(where, BlocksEnding))
            BlocksFile.Decode(content, where);
        else if (EndsWith(where, PairsEnding))
            PairsFile.Decode(content, where);
    }

    /// <summary>The path of a cell's blocks.</summary>
    public static string PathOf(string path, Cell cell, Comparison comparison) => PathOf(path, cell, comparison, BlocksEnding);

    private static string PathOf(string path, Cell cell, Comparison comparison, string ending) =>
        Path.Combine(path, Folder, NameOf(cell, comparison, ending));

    private static string NameOf(Cell cell, Comparison comparison, string ending) =>
        $"{cell.Id}.{(comparison == Comparison.Overhead ? "overhead" : "noise-floor")}{ending}";

    private static bool EndsWith(string file, string ending) => file.EndsWith(ending, StringComparison.Ordinal);
}
