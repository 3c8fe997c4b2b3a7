namespace ThroughputBench.Statistics;

/// <summary>
/// Mean of a series without its lowest and highest tenth, and its standard error where neighbours may be correlated. A mean, so that a rare dear
/// block counts in full where it is lost among the noise; trimmed, so that a preempted block does not; smooth, so that ties do no harm. The error is
/// Tukey and McLaughlin's: that of the mean of the Winsorised series, divided by the share kept (Sankhyā A 25, 1963).
/// </summary>
/// <param name="Value">The trimmed mean; NaN of nothing.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="DegreesOfFreedom">Of Student's t for (value − truth) / error.</param>
/// <param name="EffectiveUnits">How many independent values would give the same error.</param>
internal readonly record struct TrimmedMean(double Value, double StandardError, double DegreesOfFreedom, double EffectiveUnits)
{
    private const double TrimmedShare = 0.1;

    /// <summary>
    /// Passed by the greatest excursion of a Brownian bridge, up or down, in one of a hundred cases (Kolmogorov's distribution).
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
            // What is measured changed during the run in a way that correlation between neighbours does not explain. One number for it can only be as
            // sure as the quarters of the run agree.
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
