namespace ThroughputBench.Statistics;

/// <summary>
/// Mean of a series without its lowest and highest tenth, and its standard error if neighbours may be correlated. It is a mean, so a rare
/// expensive block that is lost in the noise counts in full. It is trimmed, so a preempted block does not. It is smooth, so ties do no
/// harm. The error is Tukey and McLaughlin's: that of the mean of the Winsorised series, divided by the share kept (Sankhyā A 25, 1963).
/// </summary>
/// <param name="Value">The trimmed mean; NaN without values.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="DegreesOfFreedom">Of Student's t for (value − truth) / error.</param>
/// <param name="EffectiveUnits">How many independent values would give the same error.</param>
internal readonly record struct TrimmedMean(double Value, double StandardError, double DegreesOfFreedom, double EffectiveUnits)
{
    private const double TrimmedShare = 0.1;

    /// <summary>
    /// The largest excursion of a Brownian bridge, up or down, exceeds this in one of a hundred cases (Kolmogorov's distribution).
    /// </summary>
    private const double WanderingExcursion = 1.628;

    private const int Quarters = 4;

    public static TrimmedMean Of(ReadOnlySpan<double> series)
    {
        int count = series.Length, cut = (int)(TrimmedShare * count);
        double[] sorted = series.ToArray();
        Array.Sort(sorted);
        double value = Mean(sorted.AsSpan(cut, count - 2 * cut));
        if (count < 2)
            return new(value, double.PositiveInfinity, 1, count);

        double lowest = sorted[cut], highest = sorted[count - cut - 1];
        double[] deviations = sorted;
        for (int i = 0; i < count; i++)
            deviations[i] = Math.Clamp(series[i], lowest, highest);
        double center = Mean(deviations);
        foreach (ref double deviation in deviations.AsSpan())
            deviation -= center;

        LongRunVariance variance = LongRunVariance.Of(deviations);
        double freedom = Math.Max(1, Math.Min(variance.DegreesOfFreedom, count - 2 * cut - 1));
        double error = Math.Sqrt(variance.Value / count), units = variance.EffectiveUnits;
        if (Excursion(deviations) > WanderingExcursion * Math.Sqrt(variance.Value * count))
        {
            // The measured quantity changed during the run in a way that correlation between neighbours does not explain. One number for it
            // is then only as certain as the quarters of the run agree.
            double quarters = ErrorOfQuarters(deviations);
            if (quarters > error)
                (error, freedom) = (quarters, Quarters - 1);
        }
        return new(value, error * count / (count - 2 * cut), freedom, units);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    private static double Excursion(ReadOnlySpan<double> deviations)
    {
        double sum = 0, farthest = 0;
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
