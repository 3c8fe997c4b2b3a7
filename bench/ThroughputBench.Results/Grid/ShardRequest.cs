using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Grid;

/// <summary>What <c>--shard</c> asks for: one shard, or the one that the engine names that started this task.</summary>
/// <param name="Given">The shard; <see langword="null"/> for the engine's.</param>
internal sealed record ShardRequest(Shard? Given)
{
    private const string Auto = "auto";

    /// <summary>
    /// What engines call the index of a task and how many there are: Slurm's job arrays, Kubernetes' Indexed Jobs, GitLab's parallel jobs.
    /// </summary>
    private static readonly Engine[] Engines =
    [
        new("SLURM_ARRAY_TASK_ID", 0, "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP"),
        new("JOB_COMPLETION_INDEX", 0),
        new("CI_NODE_INDEX", 1, "CI_NODE_TOTAL"),
    ];

    /// <summary>Reads <c>3/16</c> or <c>auto</c>.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static ShardRequest Read(string text)
    {
        if (text == Auto)
            return new ShardRequest((Shard?)null);
        string[] parts = text.Split('/');
        return
            parts.Length == 2
            && TryNumber(parts[0], out int index)
            && TryNumber(parts[1], out int count)
            && index >= 1
            && index <= count
            && count <= Shard.MostShards
            ? new ShardRequest(new Shard(index, count))
            : throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--shard must be a shard and how many there are, for example 3/16 (at most {Shard.MostShards}), or {Auto}, "
                        + $"not '{text}'."
                )
            );
    }

    /// <summary>The shard.</summary>
    /// <param name="count">
    /// How many there are, instead of what the engine says: then tasks are numbered as for all of them, and one can be started alone.
    /// </param>
    /// <param name="variable">The value of an environment variable.</param>
    /// <exception cref="InputException">No engine names one, or it is none of them.</exception>
    public Shard Resolve(int? count, Func<string, string?> variable)
    {
        if (Given is not null)
        {
            return count is null || count == Given.Count
                ? Given
                : throw new InputException(
                    string.Create(CultureInfo.InvariantCulture, $"--shard {Given} and --shards {count} contradict each other: leave out --shards.")
                );
        }
        if (Engines.FirstOrDefault(engine => Has(engine.Index)) is not { } found)
        {
            throw new InputException(
                $"--shard {Auto} finds no engine: none of {string.Join(", ", Engines.Select(engine => engine.Index))} is set; "
                    + "name the shard, for example --shard 1/4."
            );
        }
        int total =
            count
            ?? (
                Has(found.Count)
                    ? Number(found.Count!)
                    : throw new InputException($"{found.Index} says which shard this is, and not of how many: add --shards N.")
            );
        int begin = count is null && Has(found.First) ? Number(found.First!) : found.Begin;
        int step = count is null && Has(found.Step) ? Number(found.Step!) : 1;
        int index = Number(found.Index) - begin;
        return step >= 1 && index >= 0 && index % step == 0 && index / step < total && total <= Shard.MostShards
            ? new Shard(index / step + 1, total)
            : throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{found.Index} is {variable(found.Index)}, which is none of {total} shards: number the tasks from {begin} on."
                )
            );

        bool Has(string? name) => name is not null && variable(name) is { Length: > 0 };

        int Number(string name) =>
            TryNumber(variable(name)!, out int number)
                ? number
                : throw new InputException($"{name} is '{variable(name)}'; it should be a number.");
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <param name="Index">The variable with the task's index.</param>
    /// <param name="Begin">The first index, if no variable says it.</param>
    /// <param name="Count">The variable with the number of tasks; <see langword="null"/> if there is none.</param>
    /// <param name="First">The one with the first index; <see langword="null"/> if there is none.</param>
    /// <param name="Step">The one with the distance of two indices; <see langword="null"/> if there is none.</param>
    private sealed record Engine(string Index, int Begin, string? Count = null, string? First = null, string? Step = null);
}
