namespace ThroughputBench.Statistics;

/// <summary>
/// Mean of a series, and its standard error if neighbours may be correlated. Nothing is trimmed: the series is what pairs say of a location
/// whose blocks are bounded already (<see cref="BlockRatios"/>), and to trim it again made errors come out 9 % too small if half of a run
/// was twice as noisy as the other.
/// </summary>
/// <param name="Value">The mean; NaN of nothing.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="DegreesOfFreedom">Of Student's t for (value − truth) / error.</param>
/// <param name="EffectiveUnits">How many independent values would give the same error.</param>
internal readonly record struct SeriesMean(double Value, double StandardError, double DegreesOfFreedom, double EffectiveUnits)
{
    /// <summary>
    /// The largest excursion of a Brownian bridge, up or down, exceeds this in one of a hundred cases (Kolmogorov's distribution).
    /// </summary>
    private const double WanderingExcursion = 1.628;

    private const int Quarters = 4;

    public static SeriesMean Of(ReadOnlySpan<double> series)
    {
        int count = series.Length;
        double value = Mean(series);
        if (count < 2)
            return new(value, double.PositiveInfinity, 1, count);

        double[] deviations = series.ToArray();
        foreach (ref double deviation in deviations.AsSpan())
            deviation -= value;

        (double error, double freedom, double units) = ErrorOf(deviations, count - 1);
        return new(value, error, freedom, units);
    }

    /// <summary>Standard error of the mean of a series whose neighbours may be correlated, and which may drift.</summary>
    /// <param name="deviations">At least two values less their mean, in order.</param>
    /// <param name="mostFreedom">Degrees of freedom that it has at most.</param>
    internal static (double Error, double DegreesOfFreedom, double EffectiveUnits) ErrorOf(ReadOnlySpan<double> deviations, int mostFreedom)
    {
        int count = deviations.Length;
        LongRunVariance variance = LongRunVariance.Of(deviations);
        double freedom = Math.Max(1, Math.Min(variance.DegreesOfFreedom, mostFreedom));
        double error = Math.Sqrt(variance.Value / count),
            units = variance.EffectiveUnits;
        if (Excursion(deviations) > WanderingExcursion * Math.Sqrt(variance.Value * count))
        {
            // What is measured changed during the run in a way that correlation between neighbours does not explain. One number for it is only
            // as sure as the quarters of the run agree.
            double quarters = ErrorOfQuarters(deviations);
            if (quarters > error)
                (error, freedom, units) = (quarters, Quarters - 1, Math.Min(units, MeanSquare(deviations) / (quarters * quarters)));
        }
        return (error, freedom, units);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    private static double MeanSquare(ReadOnlySpan<double> deviations)
    {
        double sum = 0;
        foreach (double deviation in deviations)
            sum += deviation * deviation;
        return sum / deviations.Length;
    }

    private static double Excursion(ReadOnlySpan<double> deviations)
    {
        double sum = 0,
            farthest = 0;
        foreach (double deviation in deviations)
        {
            sum += deviation;
            farthest = Math.Max(farthest, Math.Abs(sum));
        }
        return farthest;
    }

    private static double ErrorOfQuarters(ReadOnlySpan<double> deviations)
    {
        double squares = 0;
        for (int quarter = 0; quarter < Quarters; quarter++)
        {
            double mean = Mean(deviations[(deviations.Length * quarter / Quarters)..(deviations.Length * (quarter + 1) / Quarters)]);
            squares += mean * mean;
        }
        return Math.Sqrt(squares / (Quarters - 1) / Quarters);
    }
}
