using System.Globalization;
using System.Text.Json;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>
/// The folder of a run: <c>run.json</c>, <c>cells.jsonl</c>, <c>pairs/</c> (<see cref="RawData"/>), and the reports made from them. One
/// process at a time can open it for writing; to read it, see <see cref="Read"/>.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    internal const string RunFile = "run.json";
    internal const string CellsFile = "cells.jsonl";
    internal const string LockFile = ".writing";

    private readonly FileStream _lock;
    private readonly CellLog _cells;
    private readonly List<CellRecord> _records;

    private RunFolder(string path, RunRecord run, FileStream held, CellLog cells, IEnumerable<CellRecord> records) =>
        (Path, Run, _lock, _cells, _records) = (path, run, held, cells, [.. records]);

    /// <summary>The folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>The facts that hold for the whole run.</summary>
    public RunRecord Run { get; private set; }

    /// <summary>The run as far as it is recorded.</summary>
    public RecordedRun Recorded => new(Run, LastOfEach(_records));

    /// <summary>
    /// A run's default folder: <c>results/runs/&lt;utc&gt;-&lt;commit&gt;</c>, followed by a number if that is taken.
    /// </summary>
    /// <param name="workplace">The folder that has, or gets, <c>results/</c>: the repository's root.</param>
    /// <param name="run">The run.</param>
    public static string DefaultPath(string workplace, RunRecord run)
    {
        string path = System.IO.Path.Combine(workplace, "results", "runs", run.RunId);
        for (int i = 2; System.IO.Path.Exists(path); i++)
            path = System.IO.Path.Combine(workplace, "results", "runs", string.Create(CultureInfo.InvariantCulture, $"{run.RunId}-{i}"));
        return path;
    }

    /// <summary>The default folder of the shards of one commit, in which each has its own: every task finds the same.</summary>
    /// <param name="workplace">The folder that has, or gets, <c>results/</c>: the repository's root.</param>
    /// <param name="git">What git says now.</param>
    public static string DefaultPathOfShards(string workplace, GitFacts git) =>
        System.IO.Path.Combine(workplace, "results", "runs", $"shards-{git.Commit}{(git.Dirty == true ? "-dirty" : "")}");

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsRun(string path) => File.Exists(System.IO.Path.Combine(path, RunFile));

    /// <summary>Makes the folder and writes <c>run.json</c> into it.</summary>
    /// <param name="path">A folder that is new or empty.</param>
    /// <param name="run">The run that begins.</param>
    /// <exception cref="InputException">The path is a file, is not empty, or cannot be written.</exception>
    public static RunFolder Create(string path, RunRecord run)
    {
        return Reaching(path, "written", () =>
        {
            FreshFolder.Require(path);
            Directory.CreateDirectory(System.IO.Path.Combine(path, RawData.Folder));
            return Hold(path, held =>
            {
                FreshFolder.Require(path); // Again: another process may have begun a run until it was locked.
                AtomicFile.RemoveTemporary(path);
                string cells = System.IO.Path.Combine(path, CellsFile);
                File.Create(cells).Dispose();
                WriteRun(path, run); // It makes the folder a run, so it comes last.
                return new RunFolder(path, run, held, CellLog.Open(cells, CellsName(path)), []);
            });
        });
    }

    /// <summary>Opens an unfinished run to resume it; a torn last line is repaired.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="git">What git says now.</param>
    /// <param name="machine">This machine.</param>
    /// <exception cref="InputException">It is not a run, is damaged, is in use, or was begun by another commit or on a machine that is not
    /// comparable.</exception>
    public static RunFolder Resume(string path, GitFacts git, MachineFingerprint machine)
    {
        Read(path).Run.RequireResumable(path, git, machine);
        return Reaching(path, "written", () =>
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, RawData.Folder));
            return Hold(path, held =>
            {
                // Read again: another process may have written until it was locked.
                RecordedRun latest = Read(path);
                AtomicFile.RemoveTemporary(path);
                AtomicFile.RemoveTemporary(System.IO.Path.Combine(path, RawData.Folder));
                RunRecord goesOn = latest.Run with { State = RunState.Running, EndedUtc = null, CellsSha256 = null };
                WriteRun(path, goesOn);
                return new RunFolder(
                    path,
                    goesOn,
                    held,
                    CellLog.Open(System.IO.Path.Combine(path, CellsFile), CellsName(path)),
                    latest.Cells
                );
            });
        });
    }

    /// <summary>Reads a run from its folder, which may still be written to.</summary>
    /// <exception cref="InputException">It is not a run, or is damaged; the message names the file and the damage.</exception>
    public static RecordedRun Read(string path)
    {
        RunRecord run = ReadRun(path);
        return Reaching(path, "read", () =>
        {
            RequireFile(path, CellsFile);
            CellLog.Content cells = CellLog.Read(System.IO.Path.Combine(path, CellsFile), CellsName(path));
            var members = new RunMembers(run);
            if (cells.Records.Select(members.ObjectionTo).FirstOrDefault(objection => objection is not null) is { } objection)
                throw new InputException($"{CellsName(path)} has a cell that does not belong to the run: {objection}.");

            var recorded = new RecordedRun(run, LastOfEach(cells.Records));
            RequireWhole(path, recorded, members.Grid, cells.Torn);
            RunSupplements.Read(path, run); // They are not part of the run, but its reader must learn that they are damaged.
            return recorded;
        });
    }

    /// <summary>Reads what holds for a whole run.</summary>
    /// <exception cref="InputException">It is not a run, or its record is damaged.</exception>
    public static RunRecord ReadRun(string path)
    {
        if (File.Exists(path))
            throw new InputException($"'{path}' is a file; a run is a folder with {RunFile} in it.");
        if (!Directory.Exists(path))
            throw new InputException($"There is no run '{path}': no such folder.");
        return Reaching(path, "read", () =>
            RecordReader.Read(Content(path, RunFile), RecordJson.Default.RunRecord, RecordRules.ObjectionTo, Name(path, RunFile))
        );
    }

    /// <summary>
    /// The cells that are left to measure: those without a record, and those that failed or timed out.
    /// </summary>
    public IReadOnlyList<Cell> Unmeasured(IEnumerable<Cell> cells)
    {
        HashSet<Cell> done =
        [
            .. _records
                .GroupBy(record => record.Cell)
                .Where(group => group.Last().Status is CellStatus.Measured or CellStatus.Rejected)
                .Select(group => group.Key),
        ];
        return [.. cells.Where(cell => !done.Contains(cell))];
    }

    /// <summary>
    /// Appends a cell's record and flushes it to the disk, so that it survives anything that happens to this process. A later record of the
    /// same cell replaces an earlier one.
    /// </summary>
    /// <exception cref="ArgumentException">The record is not of this run, contradicts itself, or holds NaN or an infinity.</exception>
    /// <exception cref="IOException">The disk is full, for instance; what was written before is whole.</exception>
    public void Append(CellRecord record)
    {
        if (record.RunId != Run.RunId)
            throw new ArgumentException($"The record is of run {record.RunId}, not {Run.RunId}.", nameof(record));
        _cells.Append(record);
        _records.Add(record);
    }

    /// <summary>
    /// Stores the raw blocks that a cell's record is made from. Write them before the record: then every record has its blocks.
    /// </summary>
    public void WriteBlocks(Cell cell, Comparison comparison, IReadOnlyList<RecordedLaunch> launches) =>
        AtomicFile.Write(RawData.PathOf(Path, cell, comparison), BlocksFile.Encode(cell, comparison, launches));

    /// <summary>Writes a report or another file that is made from the records.</summary>
    /// <param name="name">Its name within the folder: for example <c>report.md</c>.</param>
    /// <param name="text">Its content.</param>
    public void WriteText(string name, string text)
    {
        AtomicFile.WriteText(System.IO.Path.Combine(Path, name), text);
    }

    /// <summary>Records that the run has ended.</summary>
    /// <param name="state">How.</param>
    /// <param name="now">When.</param>
    public void End(RunState state, DateTimeOffset now)
    {
        RunRecord ended = Run with { State = state, EndedUtc = now.ToUniversalTime(), CellsSha256 = CellLog.DigestOf(Path) };
        WriteRun(Path, ended);
        Run = ended;
    }

    public void Dispose()
    {
        _cells.Dispose();
        _lock.Dispose();
    }

    private static void RequireWhole(string path, RecordedRun recorded, IReadOnlySet<Cell> grid, bool torn)
    {
        if (recorded.Run.State != RunState.Finished)
            return;
        if (torn)
            throw new InputException($"{CellsName(path)} ends within a line though the run was finished: it is cut off.");
        HashSet<Cell> have = [.. recorded.Cells.Select(record => record.Cell)];
        int missing = grid.Count(cell => !have.Contains(cell));
        if (missing > 0)
        {
            throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{CellsName(path)} lacks {missing} of the run's cells though the run was finished: it is cut off."
                )
            );
        }
    }

    private static List<CellRecord> LastOfEach(IEnumerable<CellRecord> records) =>
        [.. records.GroupBy(record => record.Cell).Select(group => group.Last())];

    internal static void WriteRun(string path, RunRecord run) =>
        AtomicFile.Write(System.IO.Path.Combine(path, RunFile), ContentOf(run));

    /// <summary>The content of <c>run.json</c>.</summary>
    internal static byte[] ContentOf(RunRecord run) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(run, RecordJson.Indented.RunRecord), (byte)'\n'];

    /// <summary>
    /// Locks the folder for this process, and releases it if a later step fails. The system releases it when the process ends, whatever
    /// ended it.
    /// </summary>
    private static RunFolder Hold(string path, Func<FileStream, RunFolder> open)
    {
        var held = new FileStream(
            System.IO.Path.Combine(path, LockFile),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None,
            1,
            FileOptions.DeleteOnClose
        );
        try
        {
            return open(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    internal static byte[] Content(string path, string file)
    {
        RequireFile(path, file);
        return File.ReadAllBytes(System.IO.Path.Combine(path, file));
    }

    private static void RequireFile(string path, string file)
    {
        string full = System.IO.Path.Combine(path, file);
        if (Directory.Exists(full))
            throw new InputException($"{Name(path, file)} is a folder; it should be a file.");
        if (!File.Exists(full))
            throw new InputException(file == RunFile ? $"'{path}' is not a run: it has no {RunFile}." : $"{Name(path, file)} is missing.");
    }

    private static string CellsName(string path) => Name(path, CellsFile);

    private static string Name(string path, string file) => System.IO.Path.Combine(path, file);

    internal static T Reaching<T>(string path, string verb, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"The run folder '{path}' cannot be {verb}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
