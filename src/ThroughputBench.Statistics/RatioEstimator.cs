namespace ThroughputBench.Statistics;

/// <summary>
/// From launches to an estimate. With several launches the launch is the unit, and <see cref="LaunchMean"/> averages them.
/// </summary>
internal static class RatioEstimator
{
    public static RatioEstimate Estimate(ReadOnlySpan<LaunchReading> launches, double confidence)
    {
        RatioEstimate.RequireConfidence(confidence);
        var means = new SeriesMean[launches.Length];
        int pairs = 0,
            measured = 0;
        double units = 0,
            sum = 0;
        Doubt ofLaunches = Doubt.None;
        for (int i = 0; i < launches.Length; i++)
        {
            means[i] = launches[i].Mean;
            (pairs, units) = (pairs + launches[i].Pairs, units + means[i].EffectiveUnits);
            // A launch that measured nothing says nothing of the ratio.
            if (launches[i].Pairs > 0)
                (measured, sum) = (measured + 1, sum + means[i].Value);
            if (ofLaunches == Doubt.None)
                ofLaunches = launches[i].Doubt;
        }
        Doubt doubt =
            pairs < RatioEstimate.MinimumPairs ? Doubt.TooFewPairs
            : ofLaunches != Doubt.None ? ofLaunches
            : !(units >= RatioEstimate.MinimumEffectiveUnits) ? Doubt.TooCorrelated
            : Doubt.None;
        if (doubt != Doubt.None)
            return RatioEstimate.WithoutInterval(Math.Exp(sum / measured) - 1, confidence, pairs, doubt);
        return (means is [var only] ? Alone(only, confidence) : Together(means, confidence)) with { Pairs = pairs };
    }

    private static RatioEstimate Alone(in SeriesMean launch, double confidence) =>
        RatioEstimate.FromLog(launch.Value, launch.StandardError, launch.DegreesOfFreedom, confidence) with
        {
            EffectiveUnits = launch.EffectiveUnits,
        };

    private static RatioEstimate Together(SeriesMean[] launches, double confidence)
    {
        var mean = LaunchMean.Of(launches);
        return RatioEstimate.FromLog(mean.Value, mean.StandardError, launches.Length - 1, confidence) with
        {
            EffectiveUnits = launches.Length,
        };
    }
}
