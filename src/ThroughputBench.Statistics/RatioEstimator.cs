namespace ThroughputBench.Statistics;

/// <summary>
/// From pairs to an estimate. Pairs are averaged two by two as logarithms of candidate / control: the second pair of each two ran in the opposite
/// order, so what the place in the pair costs cancels, and with it a steady drift. The location of these averages and its error are
/// <see cref="TrimmedMean"/>'s. What <see cref="UndisturbedPairs"/> finds disturbed is left out. With several launches the launch is the unit: how they are
/// averaged is <see cref="LaunchMean"/>'s.
/// </summary>
internal static class RatioEstimator
{
    /// <summary>
    /// Share of equal neighbours from which the clock is too coarse. Noise as wide as the tick gives 0.28, half as wide 0.5.
    /// </summary>
    private const double TooManyTies = 0.45;

    public static RatioEstimate Estimate(PairedSeries series, double confidence)
    {
        RatioEstimate.RequireConfidence(confidence);
        var launches = new TrimmedMean[series.Launches];
        var doubt = series.Pairs < RatioEstimate.MinimumPairs ? Doubt.TooFewPairs : Doubt.None;
        int leftOut = 0;
        for (int launch = 0; launch < launches.Length; launch++)
        {
            (ReadOnlyMemory<double> control, ReadOnlyMemory<double> candidate) = series.Launch(launch);
            double[] ratios = LogRatios(control.Span, candidate.Span), undisturbed = UndisturbedPairs.Of(control.Span, candidate.Span, ratios);
            launches[launch] = TrimmedMean.Of(undisturbed);
            leftOut += 2 * (ratios.Length - undisturbed.Length);
            if (doubt == Doubt.None)
                doubt = DoubtOf(control.Span, candidate.Span, launches[launch]);
        }
        if (doubt == Doubt.None && !(launches.Sum(launch => launch.EffectiveUnits) >= RatioEstimate.MinimumEffectiveUnits))
            doubt = Doubt.TooCorrelated;

        if (doubt != Doubt.None)
            return RatioEstimate.WithoutInterval(Math.Exp(launches.Average(launch => launch.Value)) - 1, confidence, series.Pairs, doubt);
        return (launches is [var only] ? Alone(only, confidence) : Together(launches, confidence)) with { Pairs = series.Pairs, LeftOut = leftOut };
    }

    private static RatioEstimate Alone(in TrimmedMean launch, double confidence) =>
        RatioEstimate.FromLog(launch.Value, launch.StandardError, launch.DegreesOfFreedom, confidence) with { EffectiveUnits = launch.EffectiveUnits };

    private static RatioEstimate Together(TrimmedMean[] launches, double confidence)
    {
        var mean = LaunchMean.Of(launches);
        return RatioEstimate.FromLog(mean.Value, mean.StandardError, launches.Length - 1, confidence) with { EffectiveUnits = launches.Length };
    }

    private static double[] LogRatios(ReadOnlySpan<double> control, ReadOnlySpan<double> candidate)
    {
        // Of an odd number the last pair has no partner and is left out; alone, it is all there is.
        if (control.Length == 1)
            return [Math.Log(candidate[0] / control[0])];
        double[] averages = new double[control.Length / 2];
        for (int i = 0; i < averages.Length; i++)
            averages[i] = Math.Log(candidate[2 * i] / control[2 * i] * (candidate[2 * i + 1] / control[2 * i + 1])) / 2;
        return averages;
    }

    private static Doubt DoubtOf(ReadOnlySpan<double> control, ReadOnlySpan<double> candidate, TrimmedMean mean) =>
        control.Length < RatioEstimate.MinimumPairsOfLaunch ? Doubt.TooFewPairs
        : Ties(control) > TooManyTies || Ties(candidate) > TooManyTies || mean.StandardError == 0 ? Doubt.ClockTooCoarse
        : Doubt.None;

    private static double Ties(ReadOnlySpan<double> times)
    {
        int ties = 0;
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] == times[i - 1])
                ties++;
        }
        return ties / (times.Length - 1.0);
    }
}
