namespace ThroughputBench.Records;

/// <summary>The first line of a file of pairs: what its columns are.</summary>
internal sealed record PairsHeader
{
    /// <summary>
    /// The columns of this schema, one after the other in little-endian order: a reader in any language needs only this line.
    /// </summary>
    public static IReadOnlyList<Column> AllColumns { get; } =
    [new("launch", "int32"), new("controlNanoseconds", "float64"), new("candidateNanoseconds", "float64")];

    /// <summary>See <see cref="RunRecord.CurrentSchemaVersion"/>.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>See <see cref="Grid.Cell.Id"/>.</summary>
    public required string Cell { get; init; }

    /// <summary>What was paired.</summary>
    public required Comparison Comparison { get; init; }

    /// <summary>Values in each column.</summary>
    public required int Pairs { get; init; }

    /// <summary>Names and types.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>The facts common to all pairs of a launch, in the order of the column <c>launch</c>, which counts from 0.</summary>
    public required IReadOnlyList<Launch> Launches { get; init; }

    /// <summary>One column.</summary>
    internal sealed record Column(string Name, string Type);

    /// <summary>One launch; see <see cref="PairTimes"/>. The earliest files lack the last three, which are then 0.</summary>
    internal sealed record Launch(
        int Pairs,
        int CyclesPerPair,
        int CyclesPerBlock,
        EndedBy StoppedBy,
        double ElapsedNanoseconds,
        int Repetitions = 0,
        double TotalControlNanoseconds = 0,
        double TotalCandidateNanoseconds = 0
    );
}
