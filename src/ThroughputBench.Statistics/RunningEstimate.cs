namespace ThroughputBench.Statistics;

/// <summary>
/// The estimate of a launch that is still being measured. It gives the same result as <see cref="PairedSeries.Estimate"/> on the same
/// blocks, and reuses its memory from look to look, which leaves little for the garbage collector.
/// </summary>
/// <param name="blocksPerRepetition">Places: blocks after which the work repeats; at least 1.</param>
/// <param name="repetitions">How many times each pair runs its blocks; at least 1.</param>
public sealed class RunningEstimate(int blocksPerRepetition, int repetitions)
{
    private readonly BlockRatios _ratios = new(blocksPerRepetition, repetitions);

    /// <summary>Estimates from all blocks so far.</summary>
    /// <param name="controlTicks">As for <see cref="PairedSeries(ReadOnlySpan{long}, ReadOnlySpan{long}, int, int)"/>.</param>
    /// <param name="candidateTicks">Time of the candidate in the same blocks.</param>
    /// <param name="confidence">Nominal coverage of the interval, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentException">As for <see cref="PairedSeries(ReadOnlySpan{long}, ReadOnlySpan{long}, int, int)"/>.</exception>
    public RatioEstimate Estimate(
        ReadOnlySpan<long> controlTicks,
        ReadOnlySpan<long> candidateTicks,
        double confidence = RatioEstimate.DefaultConfidence
    )
    {
        LaunchBlocks.RequireBlocks(controlTicks, candidateTicks, blocksPerRepetition, repetitions);
        return RatioEstimator.Estimate(
            [LaunchReading.Of(controlTicks, candidateTicks, _ratios, blocksPerRepetition * repetitions)],
            confidence
        );
    }
}
