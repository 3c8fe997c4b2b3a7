using System.Globalization;
using System.Text.Json;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Merging;

/// <summary>Whether shards are parts of the same sweep, and what is missing of it.</summary>
internal static class OneSweep
{
    /// <summary>Refuses shards that do not belong together, or have a cell twice.</summary>
    /// <exception cref="InputException">The message names the two, and what differs.</exception>
    public static void Require((string Path, RecordedRun Recorded)[] shards, bool mixedMachines)
    {
        foreach ((string path, RecordedRun recorded) in shards)
            RequireSame(shards[0].Path, shards[0].Recorded.Run, path, recorded.Run, mixedMachines);
        RequireOnce(shards);
    }

    /// <summary>What is missing, as sentences.</summary>
    public static IEnumerable<string> MissingIn((string Path, RecordedRun Recorded)[] shards, RunRecord run)
    {
        if (shards[0].Recorded.Run.Options.Shard is { } any)
        {
            HashSet<int> have = [.. shards.Select(shard => shard.Recorded.Run.Options.Shard!.Index)];
            for (int index = 1; index <= any.Count; index++)
            {
                if (!have.Contains(index))
                    yield return $"Shard {new Shard(index, any.Count)} is missing";
            }
        }
        foreach ((string path, RecordedRun recorded) in shards)
        {
            int left = recorded.Run.Grid.Cells.Count - recorded.Cells.Count;
            if (left > 0)
                yield return $"The run in '{path}' lacks {Text(left)} of its {Text(recorded.Run.Grid.Cells.Count)} cells";
            else if (recorded.Run.State != RunState.Finished)
                yield return $"The run in '{path}' is not finished";
        }
        HashSet<Cell> cells = [.. shards.SelectMany(shard => shard.Recorded.Run.Grid.Cells)];
        Cell[] none = [.. run.Grid.Cells.Where(cell => !cells.Contains(cell))];
        if (none.Length > 0)
            yield return $"{none[0]}{More(none.Length - 1)} is in no shard";
    }

    /// <summary>How many more there are, in words.</summary>
    public static string More(int count) => count <= 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (and {count} more)");

    private static void RequireSame(string first, RunRecord one, string path, RunRecord other, bool mixedMachines)
    {
        if (other.SchemaVersion != RunRecord.CurrentSchemaVersion)
            throw Differs("schema", Text(RunRecord.CurrentSchemaVersion), Text(other.SchemaVersion));
        if (one.CommitLabel() != other.CommitLabel())
            throw Differs("commit", one.CommitLabel(), other.CommitLabel());
        if (one.Options.Shard?.Count != other.Options.Shard?.Count)
            throw Differs("number of shards", Words(one), Words(other));
        if (TextOf(one.Options) != TextOf(other.Options))
            throw Differs("training text", TextOf(one.Options), TextOf(other.Options));
        RunRecord planned = one with { Options = one.Options with { CellSeconds = other.Options.CellSeconds } };
        if (Whole(one) != Whole(other) && Whole(planned) == Whole(other))
        {
            throw new InputException(
                $"'{path}' was divided by other recorded times than '{first}': their checkouts have other published runs. They are not "
                    + "parts of one sweep."
            );
        }
        if (Whole(one) != Whole(other))
            throw Differs("options", (one.Options with { Shard = null }).ToCommand(), (other.Options with { Shard = null }).ToCommand());
        if (one.Versions != other.Versions)
            throw Differs("versions", one.Versions.ToString(), other.Versions.ToString());
        if (!mixedMachines && other.Machine.DifferencesFrom(one.Machine) is [var difference, ..])
        {
            throw new InputException(
                $"'{path}' was measured on another kind of machine than '{first}' ({difference}); "
                    + "merge the shards of each kind on their own, or all with --allow-mixed-machines."
            );
        }

        InputException Differs(string what, string of, string from) =>
            new($"'{path}' differs from '{first}' in its {what}: {from}, not {of}. They are not parts of one sweep.");
    }

    private static void RequireOnce((string Path, RecordedRun Recorded)[] shards)
    {
        if (shards.FirstOrDefault(shard => shard.Recorded.Run.Options.Shard is null) is { Path: { } whole } && shards.Length > 1)
            throw new InputException($"'{whole}' is not a shard but a whole sweep: merge shards only.");
        var found = new Dictionary<Cell, string>();
        foreach ((string path, RecordedRun recorded) in shards)
        {
            foreach (Cell cell in recorded.Run.Grid.Cells)
            {
                if (!found.TryAdd(cell, path))
                    throw new InputException($"{cell} is twice there, in '{found[cell]}' and in '{path}': leave one of them out.");
            }
        }
    }

    private static string Words(RunRecord run) =>
        run.Options.Shard is { } shard ? Text(shard.Count) : "none, a whole sweep";

    private static string Whole(RunRecord run) =>
        JsonSerializer.Serialize(run.Options with { Shard = null }, RecordJson.Default.RunOptions);

    private static string TextOf(RunOptions options) =>
        (options.Data ?? options.OwnText) is { } text ? $"{text.Name} (SHA-256 {text.Sha256})" : "none";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
