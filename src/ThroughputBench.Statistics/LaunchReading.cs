namespace ThroughputBench.Statistics;

/// <summary>The ratio from the raw blocks of one launch.</summary>
/// <param name="Pairs">Pairs that were measured.</param>
/// <param name="LogRatios">Each pair's estimate of the logarithm of the ratio; see <see cref="BlockRatios.LogRatiosOfPairs"/>.</param>
/// <param name="ControlTicks">What the control takes undisturbed for one repetition, in ticks; NaN without pairs.</param>
/// <param name="Mean">The location of the pairs' ratios, and its error.</param>
/// <param name="Doubt">Why the launch alone keeps an interval from being given.</param>
internal sealed record LaunchReading(int Pairs, double[] LogRatios, double ControlTicks, SeriesMean Mean, Doubt Doubt)
{
    /// <summary>
    /// Share of equal neighbours from which the clock is too coarse. Noise twice as wide as the tick gives 0.14, as wide 0.28: there
    /// coverage falls to 92 %.
    /// </summary>
    private const double TooManyTies = 0.2;

    public static LaunchReading Of(LaunchBlocks launch) =>
        Of(launch.Control, launch.Candidate, new BlockRatios(launch.Places, launch.Repetitions), launch.Places * launch.Repetitions);

    /// <param name="control">Blocks of the control.</param>
    /// <param name="candidate">Blocks of the candidate.</param>
    /// <param name="ratios">Weighs them. It forgets earlier blocks and reuses its memory.</param>
    /// <param name="blocksPerPair">Blocks of a pair, repetitions included.</param>
    public static LaunchReading Of(ReadOnlySpan<long> control, ReadOnlySpan<long> candidate, BlockRatios ratios, int blocksPerPair)
    {
        if (control.IsEmpty)
            return new(0, [], double.NaN, SeriesMean.Of([]), Doubt.TooFewPairs);
        ratios.Take(control, candidate);
        double[] pairs = ratios.LogRatiosOfPairs();
        var mean = SeriesMean.Of(AveragedByTwo(pairs));
        Doubt doubt =
            pairs.Length < RatioEstimate.MinimumPairsOfLaunch ? Doubt.TooFewPairs
            : Ties(control, blocksPerPair) > TooManyTies || Ties(candidate, blocksPerPair) > TooManyTies || mean.StandardError == 0
                ? Doubt.ClockTooCoarse
            : Doubt.None;
        return new(pairs.Length, pairs, ratios.ControlTicks, mean, doubt);
    }

    /// <summary>
    /// The second pair of each two ran in the opposite order, so the effect of the place in the pair cancels, and so does a steady drift.
    /// If the number is odd, the last pair has no partner and is left out, unless it is the only one.
    /// </summary>
    private static double[] AveragedByTwo(double[] pairs)
    {
        if (pairs.Length == 1)
            return pairs;
        double[] averages = new double[pairs.Length / 2];
        for (int i = 0; i < averages.Length; i++)
            averages[i] = (pairs[2 * i] + pairs[2 * i + 1]) / 2;
        return averages;
    }

    /// <summary>The share of pairs in which a side takes exactly as many ticks as in the pair before.</summary>
    private static double Ties(ReadOnlySpan<long> ticks, int blocksPerPair)
    {
        int ties = 0,
            pairs = ticks.Length / blocksPerPair;
        long before = -1;
        for (int pair = 0; pair < pairs; pair++)
        {
            long sum = 0;
            foreach (long block in ticks.Slice(pair * blocksPerPair, blocksPerPair))
                sum += block;
            ties += sum == before ? 1 : 0;
            before = sum;
        }
        return ties / (pairs - 1.0);
    }
}
