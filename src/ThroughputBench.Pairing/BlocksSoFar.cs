namespace ThroughputBench.Pairing;

/// <summary>
/// The blocks of a measurement in progress, in whole pairs and in the order of measuring: place after place, repetition after
/// repetition, pair after pair.
/// </summary>
public readonly ref struct BlocksSoFar
{
    /// <summary>Time of the control in each block, in ticks of the engine's clock.</summary>
    public required ReadOnlySpan<long> ControlTicks { get; init; }

    /// <summary>Time of the candidate in the same blocks.</summary>
    public required ReadOnlySpan<long> CandidateTicks { get; init; }

    /// <summary>Blocks of one repetition of a pair, on each side; at least 1.</summary>
    public required int BlocksPerRepetition { get; init; }

    /// <summary>How many times each pair ran its blocks; at least 1.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Number of pairs.</summary>
    public int Pairs => ControlTicks.Length / (BlocksPerRepetition * Repetitions);
}
