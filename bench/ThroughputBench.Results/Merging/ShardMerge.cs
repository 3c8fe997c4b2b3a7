using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Merging;

/// <summary>
/// One run out of shards. It proves that they are parts of the same sweep, that every cell of the grid is there exactly once, that the raw
/// data are whole, and that the records' costs follow from them, before it writes anything.
/// </summary>
internal sealed class ShardMerge
{
    private readonly IReadOnlyList<(string Path, RecordedRun Recorded)> _shards;
    private readonly RunSupplements _supplements;

    private ShardMerge(
        IReadOnlyList<(string, RecordedRun)> shards,
        RunRecord run,
        RunSupplements supplements,
        IReadOnlyList<string> missing
    )
    {
        (_shards, Run, _supplements, Missing) = (shards, run, supplements, missing);
    }

    /// <summary>The whole run.</summary>
    public RunRecord Run { get; }

    /// <summary>What is missing, as sentences; empty if the run is whole.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Reads shards and checks that they belong together.</summary>
    /// <param name="paths">Folders of shards, or folders that hold them.</param>
    /// <param name="partial">Whether something may be missing.</param>
    /// <param name="mixedMachines">Whether the machines may be of several kinds.</param>
    /// <exception cref="InputException">Something is missing, twice, changed, damaged, or of another sweep.</exception>
    public static ShardMerge Read(IEnumerable<string> paths, bool partial, bool mixedMachines = false)
    {
        (string Path, RecordedRun Recorded)[] shards =
        [
            .. paths.SelectMany(FoldersIn).Distinct(StringComparer.Ordinal).Select(path => (path, RunFolder.Read(path))),
        ];
        OneSweep.Require(shards, mixedMachines);
        var run = RunRecordOf([.. shards.Select(shard => shard.Recorded.Run)]);
        string[] missing = [.. OneSweep.MissingIn(shards, run)];
        if (missing.Length > 0 && !partial)
            throw new InputException($"{missing[0]}{OneSweep.More(missing.Length - 1)}; measure it, or merge what there is with --partial.");
        return new ShardMerge(
            [
                .. shards.Select(shard =>
                    (shard.Path, RunFolder.Reaching(shard.Path, "read", () => Proven(shard.Path, shard.Recorded)))
                ),
            ],
            missing.Length > 0 ? run with { State = RunState.Interrupted } : run,
            SupplementsOf(shards, run),
            missing
        );
    }

    /// <summary>Writes the run into a folder, whole or not at all.</summary>
    /// <param name="target">A folder that does not exist, or is empty.</param>
    /// <returns>The run.</returns>
    /// <exception cref="InputException">It cannot be written.</exception>
    public RecordedRun WriteTo(string target)
    {
        target = Path.TrimEndingDirectorySeparator(target);
        string? at = _shards
            .Select(shard => shard.Path)
            .FirstOrDefault(shard => target.StartsWith(shard + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        if (at is not null)
            throw new InputException($"'{target}' is inside the shard '{at}'; name a folder outside of the shards with --output.");
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new InputException($"'{target}' exists and is not an empty folder; name one that is new or empty with --output.");
        string beside = Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}.merging");
        return RunFolder.Reaching(target, "written", () =>
        {
            Remove(beside);
            try
            {
                RecordedRun recorded = Fill(beside);
                Remove(target);
                Directory.Move(beside, target);
                return recorded;
            }
            finally
            {
                Remove(beside);
            }
        });
    }

    private RecordedRun Fill(string folder)
    {
        RecordedRun recorded;
        using (RunFolder merged = RunFolder.Create(folder, Run with { State = RunState.Running, EndedUtc = null, CellsSha256 = null }))
        {
            Dictionary<Cell, CellRecord> records = _shards
                .SelectMany(shard =>
                    shard.Recorded.Cells.Select(record => record with { Shard = shard.Recorded.Run.Options.Shard?.Index ?? record.Shard })
                )
                .ToDictionary(record => record.Cell);
            foreach (Cell cell in Run.Grid.Cells)
            {
                if (records.TryGetValue(cell, out CellRecord? record))
                    merged.Append(record with { RunId = Run.RunId });
            }
            foreach ((string path, _) in _shards)
            {
                foreach (string file in RawData.FilesIn(path))
                    File.Copy(Path.Combine(path, file), Path.Combine(folder, file));
            }
            WriteSupplements(folder);
            merged.End(Run.State, Run.EndedUtc ?? Run.StartedUtc);
            recorded = merged.Recorded;
        }
        return recorded;
    }

    private void WriteSupplements(string folder)
    {
        foreach (LedgerRecord ledger in _supplements.Ledgers)
            LedgersFile.Append(folder, Run, ledger);
        if (_supplements.Peers.Count > 0)
            PeersFile.Write(folder, _supplements.Peers);
        if (_supplements.HotPath is { } hotPath)
            HotPathFile.Write(folder, hotPath);
    }

    /// <summary>
    /// The first ledger of each device and workload, the first record of each peer and cell, and the first record of the hot path.
    /// </summary>
    private static RunSupplements SupplementsOf(IEnumerable<(string Path, RecordedRun Recorded)> shards, RunRecord run)
    {
        RunSupplements[] all =
        [
            .. shards.Select(shard =>
                RunFolder.Reaching(shard.Path, "read", () => RunSupplements.Read(shard.Path, shard.Recorded.Run))
            ),
        ];
        return new(
            [.. all.SelectMany(one => one.Peers).DistinctBy(peer => (peer.Peer, peer.ToCell()))],
            all.Select(one => one.HotPath).OfType<HotPathRecord>().FirstOrDefault() is { } first ? first with { RunId = run.RunId } : null,
            [
                .. all.SelectMany(one => one.Ledgers)
                    .DistinctBy(ledger => (ledger.Device, ledger.ToCell().Size))
                    .Select(ledger => ledger with { RunId = run.RunId }),
            ]
        );
    }

    private static IEnumerable<string> FoldersIn(string path)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        if (!Directory.Exists(path) || RunFolder.IsRun(path))
            return [path];
        // What a killed merge left begins with a dot.
        string[] inside = RunFolder.Reaching(path, "read", () =>
            Directory
                .EnumerateDirectories(path)
                .Where(folder => !Path.GetFileName(folder).StartsWith('.') && RunFolder.IsRun(folder))
                .Order(StringComparer.Ordinal)
                .ToArray()
        );
        return inside.Length > 0 ? inside : throw new InputException($"'{path}' is not a run, and no folder in it is one.");
    }

    /// <summary>A shard whose raw data are whole and prove its records; see <see cref="RecordedFigures.Require"/>.</summary>
    private static RecordedRun Proven(string path, RecordedRun recorded)
    {
        if (recorded.Run.Thinned is not null)
        {
            throw new InputException(
                $"The shard '{path}' was thinned: raw data no longer prove its figures. Merge shards before they are thinned."
            );
        }
        HashSet<string> ofCells =
        [
            .. recorded.Run.Grid.Cells.SelectMany(cell =>
                Enum.GetValues<Comparison>().Select(comparison => RawData.PathOf(path, cell, comparison))
            ),
        ];
        foreach (string file in RawData.FilesIn(path))
        {
            if (!ofCells.Contains(Path.Combine(path, file)))
                throw new InputException($"{Path.Combine(path, file)} is of no cell of its shard: it was put there.");
            RawData.Require(RunFolder.Content(path, file), Path.Combine(path, file));
        }
        RecordedRun proven = RecordedFigures.Require(path, recorded);
        if (recorded.Run is { State: not RunState.Running, CellsSha256: null })
        {
            throw new InputException(
                $"{Path.Combine(path, RunFolder.RunFile)} has no digest of the cells though the shard ended: it was changed, or an older "
                    + "program measured it."
            );
        }
        CellLog.RequireAsEnded(path, recorded.Run);
        return proven;
    }

    private static RunRecord RunRecordOf(IReadOnlyList<RunRecord> shards)
    {
        RunRecord first = shards.MinBy(run => run.StartedUtc)!;
        MachineFingerprint[] machines =
        [
            .. shards.Select(run => run.Machine).DistinctBy(machine => machine.Id).OrderBy(machine => machine.Id, StringComparer.Ordinal),
        ];
        return first with
        {
            Machine = machines.Length > 1 ? machines[0] : first.Machine,
            Machines = machines.Length > 1 ? machines : first.Machines,
            State = RunState.Finished,
            EndedUtc = shards.Max(run => run.EndedUtc) ?? first.StartedUtc,
            Options = first.Options with { Shard = null, CellSeconds = null },
            Disturbances = [.. shards.SelectMany(run => run.Disturbances).Distinct()],
        };
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
