namespace ThroughputBench.Statistics;

/// <summary>All that raw blocks say, read once; see <see cref="PairedSeries.Read"/>.</summary>
public sealed class SeriesReading
{
    private readonly LaunchReading[] _launches;

    internal SeriesReading(LaunchReading[] launches) => _launches = launches;

    /// <summary>The estimate, with its interval.</summary>
    /// <param name="confidence">Nominal coverage of the interval, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is out of range.</exception>
    public RatioEstimate Estimate(double confidence = RatioEstimate.DefaultConfidence) => RatioEstimator.Estimate(_launches, confidence);

    /// <summary>What the control takes for one repetition of its blocks while nothing disturbs it, in ticks; NaN without pairs.</summary>
    /// <param name="launch">Which launch, from 0.</param>
    public double UndisturbedControlTicks(int launch) => _launches[launch].ControlTicks;

    /// <summary>
    /// What each pair of a launch says of the overhead, as a fraction, in the order of measuring: their logarithms' mean is what the whole launch says, and they
    /// vary from pair to pair as that would if it were measured again.
    /// </summary>
    /// <param name="launch">Which launch, from 0.</param>
    public double[] OverheadsOfPairs(int launch) => [.. _launches[launch].LogRatios.Select(ratio => Math.Exp(ratio) - 1)];
}
