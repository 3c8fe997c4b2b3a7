namespace ThroughputBench.Statistics;

/// <summary>Raw blocks of one launch; see <see cref="PairedSeries"/>.</summary>
internal sealed class LaunchBlocks
{
    private readonly long[] _control;
    private readonly long[] _candidate;

    public LaunchBlocks(long[] control, long[] candidate, int places, int repetitions)
    {
        RequireBlocks(control, candidate, places, repetitions);
        (_control, _candidate, Places, Repetitions) = (control, candidate, places, repetitions);
    }

    /// <summary>Blocks of one repetition of a pair.</summary>
    public int Places { get; }

    /// <summary>How many times each pair ran its blocks.</summary>
    public int Repetitions { get; }

    public int Pairs => _control.Length / (Places * Repetitions);

    public ReadOnlySpan<long> Control => _control;

    public ReadOnlySpan<long> Candidate => _candidate;

    /// <summary>Refuses impossible blocks.</summary>
    public static void RequireBlocks(ReadOnlySpan<long> control, ReadOnlySpan<long> candidate, int places, int repetitions)
    {
        if (places < 1)
            throw new ArgumentOutOfRangeException(nameof(places), places, "A repetition has at least 1 block.");
        if (repetitions < 1)
            throw new ArgumentOutOfRangeException(nameof(repetitions), repetitions, "A pair runs its blocks at least once.");
        if (control.Length != candidate.Length)
        {
            throw new ArgumentException(
                $"A block has two sides, but the control has {control.Length} times and the candidate {candidate.Length}.",
                nameof(candidate)
            );
        }
        if (control.Length % (places * (long)repetitions) != 0)
            throw new ArgumentException($"{control.Length} blocks do not make whole pairs of {places * (long)repetitions}.", nameof(control));
        RequireTimes(control, nameof(control));
        RequireTimes(candidate, nameof(candidate));
    }

    private static void RequireTimes(ReadOnlySpan<long> ticks, string side)
    {
        int below = ticks.IndexOfAnyInRange(long.MinValue, -1);
        if (below >= 0)
        {
            throw new ArgumentException(
                $"Time of the {side} in block {below + 1} is {ticks[below]} ticks; it must not be below zero.",
                side
            );
        }
    }
}
