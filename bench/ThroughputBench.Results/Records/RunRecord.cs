using System.Globalization;
using System.Text.Json.Serialization;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>The facts that hold for a whole run: the content of <c>run.json</c>.</summary>
internal sealed record RunRecord
{
    /// <summary>
    /// Version of the records' schema that this program writes. It grows when an older reader would misread a newer record. A new field
    /// alone does not need that: an older reader refuses unknown fields, because a misspelt field would otherwise count as missing. Version
    /// 1 had two times for each pair (<see cref="PairTimes"/>), and bytelm trained on the README of its commit; version 2 has the raw
    /// blocks, the frozen text, and the verification of each cell.
    /// </summary>
    public const int CurrentSchemaVersion = 2;

    /// <summary>Version of the schema that the records follow.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Time of the start and commit: for example <c>20261124T112358Z-447a192</c>.</summary>
    public required string RunId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it is running, or if its process was killed.</summary>
    public DateTimeOffset? EndedUtc { get; init; }

    /// <summary>How far it came.</summary>
    public required RunState State { get; init; }

    /// <summary>Short commit of what was measured, or <c>unknown</c>.</summary>
    public required string Commit { get; init; }

    /// <summary>Whether the tree had changes that are not in the commit; <see langword="null"/> if unknown.</summary>
    public bool? Dirty { get; init; }

    /// <summary>The machine.</summary>
    public required MachineFingerprint Machine { get; init; }

    /// <summary>With what.</summary>
    public required SoftwareVersions Versions { get; init; }

    /// <summary>The run's options.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>The grid that was asked for. It is made at each call.</summary>
    [JsonIgnore]
    public SweepGrid Grid => new(Options.ToGrid());

    /// <summary>What could have disturbed the measurement when it began, as sentences.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Disturbances { get; init; } = [];

    /// <summary>
    /// The kinds of machine that a merged run was measured on, <see cref="Machine"/> the first of them; <see langword="null"/> if there
    /// was only one kind. Each cell says its own: <see cref="CellRecord.Machine"/>.
    /// </summary>
    public IReadOnlyList<MachineFingerprint>? Machines { get; init; }

    /// <summary>
    /// The SHA-256 of <c>cells.jsonl</c> when the run ended; <see langword="null"/> while it is running, and in records that are older than
    /// this. It finds damage and careless edits of figures that no raw data prove, such as agreement; it is no signature.
    /// </summary>
    public string? CellsSha256 { get; init; }

    /// <summary>What <c>thin</c> took away; <see langword="null"/> if the raw data are as they were measured.</summary>
    public ThinnedRecord? Thinned { get; init; }

    /// <summary>All kinds of machine that it was measured on; at least one.</summary>
    [JsonIgnore]
    public IReadOnlyList<MachineFingerprint> AllMachines => Machines ?? [Machine];

    /// <summary>A name for people and folders: the machine's, and how many other kinds there are.</summary>
    [JsonIgnore]
    public string MachineName =>
        Machines is { Count: > 1 }
            ? string.Create(CultureInfo.InvariantCulture, $"{Machine.Name}-and-{Machines.Count - 1}-more")
            : Machine.Name;

    /// <summary>A run that begins now.</summary>
    public static RunRecord Begin(
        DateTimeOffset now,
        GitFacts git,
        MachineFingerprint machine,
        SoftwareVersions versions,
        RunOptions options,
        IReadOnlyList<string> disturbances
    ) =>
        new()
        {
            RunId = IdOf(now, git.Commit),
            StartedUtc = now.ToUniversalTime(),
            State = RunState.Running,
            Commit = git.Commit,
            Dirty = git.Dirty,
            Machine = machine,
            Versions = versions,
            Options = options,
            Disturbances = disturbances,
        };

    /// <summary>Commit and whether the tree had changes, in one word.</summary>
    public string CommitLabel() => Dirty == true ? $"{Commit}-dirty" : Commit;

    /// <summary>
    /// Why the run cannot be resumed, as the rest of a sentence about it, or <see langword="null"/> if it can.
    /// </summary>
    /// <param name="git">What git says now.</param>
    /// <param name="machine">This machine.</param>
    public string? ObjectionToGoingOn(GitFacts git, MachineFingerprint machine) =>
        Commit != git.Commit || Dirty != git.Dirty
            ? $"was begun at commit {Tree(Commit, Dirty)}, and this is {Tree(git.Commit, git.Dirty)}: "
                + "its parts would not belong together."
        : machine.DifferencesFrom(Machine) is [var difference, ..]
            ? $"was begun on a machine that is not comparable with this one ({difference})."
        : null;

    /// <summary>Requires that the run can be resumed here and now.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="git">What git says now.</param>
    /// <param name="machine">The machine that would resume it.</param>
    /// <exception cref="InputException">It was begun by another commit, or on a machine that is not comparable.</exception>
    public void RequireResumable(string path, GitFacts git, MachineFingerprint machine)
    {
        if (ObjectionToGoingOn(git, machine) is { } objection)
            throw new InputException($"The run '{path}' {objection} Begin a new run.");
    }

    private static string Tree(string commit, bool? dirty) =>
        dirty switch
        {
            true => $"{commit}-dirty",
            false => commit,
            null => $"{commit}, with unknown changes",
        };

    private static string IdOf(DateTimeOffset started, string commit) =>
        string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{commit}");
}
