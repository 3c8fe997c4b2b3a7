namespace ThroughputBench.Statistics;

/// <summary>
/// Raw blocks of a control and of a candidate, measured in pairs, in the order of measuring. Immutable. Blocks may come from several
/// launches of a process; pairs nest in launches, since all pairs of a launch share its addresses and code layout.
/// </summary>
/// <remarks>
/// This is the one way from what a clock said to an estimate: blocks are weighed by how much they know (<c>BlockRatios</c>), what they say
/// is put together pair by pair (<c>SeriesMean</c>), and launches are averaged (<c>LaunchMean</c>).
/// </remarks>
public sealed class PairedSeries
{
    private readonly LaunchBlocks[] _launches;

    /// <summary>The blocks of one launch.</summary>
    /// <param name="controlTicks">
    /// Time of the control in each block, in ticks of any clock, 0 or more: place after place, repetition after repetition, pair after
    /// pair.
    /// </param>
    /// <param name="candidateTicks">Time of the candidate in the same blocks.</param>
    /// <param name="blocksPerRepetition">Places: blocks after which the work repeats; at least 1.</param>
    /// <param name="repetitions">How many times each pair runs its blocks; at least 1.</param>
    /// <exception cref="ArgumentException">The two differ in length, do not make whole pairs, or a time is below zero.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public PairedSeries(
        ReadOnlySpan<long> controlTicks,
        ReadOnlySpan<long> candidateTicks,
        int blocksPerRepetition = 1,
        int repetitions = 1
    )
        : this([new LaunchBlocks(controlTicks.ToArray(), candidateTicks.ToArray(), blocksPerRepetition, repetitions)]) { }

    private PairedSeries(LaunchBlocks[] launches) => _launches = launches;

    /// <summary>Number of pairs in all launches.</summary>
    public int Pairs => _launches.Sum(launch => launch.Pairs);

    /// <summary>Number of launches, at least 1.</summary>
    public int Launches => _launches.Length;

    internal IReadOnlyList<LaunchBlocks> Blocks => _launches;

    /// <summary>Puts the blocks of several launches together.</summary>
    /// <param name="launches">One series for each launch, in order; at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static PairedSeries Of(IEnumerable<PairedSeries> launches)
    {
        ArgumentNullException.ThrowIfNull(launches);
        LaunchBlocks[] parts = [.. launches.SelectMany(part => part._launches)];
        return parts.Length > 0
            ? new(parts)
            : throw new ArgumentException("A series needs at least one launch, and got none.", nameof(launches));
    }

    /// <summary>
    /// Estimates how much longer the candidate takes than the control, with an interval: see <see cref="RatioEstimate"/>. It takes some 3
    /// ms for 15,000 blocks.
    /// </summary>
    /// <param name="confidence">Nominal coverage of the interval, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is out of range.</exception>
    public RatioEstimate Estimate(double confidence = RatioEstimate.DefaultConfidence) => Read().Estimate(confidence);

    /// <summary>Reads everything from the blocks: the estimate, how it moved, and the control's time.</summary>
    public SeriesReading Read() => new([.. _launches.Select(launch => LaunchReading.Of(launch))]);
}
