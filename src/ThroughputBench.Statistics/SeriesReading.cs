namespace ThroughputBench.Statistics;

/// <summary>Everything read from raw blocks, computed once; see <see cref="PairedSeries.Read"/>.</summary>
public sealed class SeriesReading
{
    private readonly LaunchReading[] _launches;

    internal SeriesReading(LaunchReading[] launches) => _launches = launches;

    /// <summary>The estimate, with its interval.</summary>
    /// <param name="confidence">Nominal coverage of the interval, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is out of range.</exception>
    public RatioEstimate Estimate(double confidence = RatioEstimate.DefaultConfidence) => RatioEstimator.Estimate(_launches, confidence);

    /// <summary>The control's undisturbed time for one repetition of its blocks, in ticks; NaN without pairs.</summary>
    /// <param name="launch">Which launch, from 0.</param>
    public double UndisturbedControlTicks(int launch) => _launches[launch].ControlTicks;

    /// <summary>
    /// Each pair's estimate of the overhead, as a fraction, in the order of measuring. They vary from pair to pair as the launch's estimate
    /// would if it were measured again. The mean of their logarithms is that estimate, but of an odd number of pairs the last is left out
    /// of it, unless it is the only one: it has no partner that ran in the opposite order.
    /// </summary>
    /// <param name="launch">Which launch, from 0.</param>
    public double[] OverheadsOfPairs(int launch) => [.. _launches[launch].LogRatios.Select(ratio => Math.Exp(ratio) - 1)];
}
