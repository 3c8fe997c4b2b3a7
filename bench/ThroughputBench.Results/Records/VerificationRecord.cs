namespace ThroughputBench.Records;

/// <summary>
/// The figures that the monitor logged in short trainings with the features of real ones (epochs that end with a short batch and a short
/// cycle, validation, a warm-up, a resumed state), on a clock that the harness moves: each must be right to the last bits.
/// </summary>
internal sealed record VerificationRecord
{
    /// <summary>How many disagreements a record keeps.</summary>
    public const int MostKept = 20;

    /// <summary>Figures that were compared; at least 1.</summary>
    public required long Figures { get; init; }

    /// <summary>The situations in the trainings; at least one.</summary>
    public required IReadOnlyList<string> Situations { get; init; }

    /// <summary>The largest error among the right figures, as a fraction.</summary>
    public required double WorstError { get; init; }

    /// <summary>Figures that are wrong.</summary>
    public required long Wrong { get; init; }

    /// <summary>The first of them, in the order of the logs; <see cref="MostKept"/> at most.</summary>
    public required IReadOnlyList<DisagreementRecord> Disagreements { get; init; }

    /// <summary>Whether every figure is right.</summary>
    internal bool Agrees => Wrong == 0 && Disagreements.Count == 0;

    /// <summary>Whether both hold the same, lists included.</summary>
    public bool Equals(VerificationRecord? other) =>
        other is not null
        && (Figures, WorstError, Wrong) == (other.Figures, other.WorstError, other.Wrong)
        && Situations.SequenceEqual(other.Situations)
        && Disagreements.SequenceEqual(other.Disagreements);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Figures, WorstError, Wrong, Situations.Count, Disagreements.Count);
}
