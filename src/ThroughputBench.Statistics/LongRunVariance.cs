namespace ThroughputBench.Statistics;

/// <summary>
/// The variance that decides the error of a mean of correlated values: n · var(mean) for many n, which is the spectral density at frequency
/// zero.
/// Taken from an autoregression (Burg's recursion) whose order Akaike's corrected criterion chooses, as `spectrum0.ar` of R's coda does.
/// </summary>
/// <param name="Value">The variance of the mean, times the number of values.</param>
/// <param name="EffectiveUnits">How many independent values would give as much information.</param>
/// <param name="DegreesOfFreedom">
/// How well it is known. An autoregression's density at zero has the relative variance 4p/n for large n and p (Berk, Ann. Statist. 2,
/// 1974); with few parameters and strong correlation, the effective number of units decides, as the delta method shows for order 1.
/// </param>
internal readonly record struct LongRunVariance(double Value, double EffectiveUnits, double DegreesOfFreedom)
{
    /// <summary>The variance of a series.</summary>
    /// <param name="deviations">The values less their mean, in order.</param>
    public static LongRunVariance Of(ReadOnlySpan<double> deviations)
    {
        int count = deviations.Length;
        double variance = 0;
        foreach (double deviation in deviations)
            variance += deviation * deviation / count;
        if (variance == 0)
            return new(0, count, count - 1);

        int highestOrder = Math.Min(count / 10, (int)(10 * Math.Log10(count)));
        double[] forward = deviations.ToArray(),
            backward = deviations.ToArray();
        double[] coefficients = new double[highestOrder + 1],
            previous = new double[highestOrder + 1];
        double product = 0,
            power = 2 * count * variance - forward[0] * forward[0] - backward[^1] * backward[^1],
            innovation = variance;
        for (int i = 1; i < count; i++)
            product += deviations[i] * deviations[i - 1];
        (int Order, double Innovation, double Sum) best = (0, variance, 0);
        // Order 0 is not a candidate: independence of neighbours is never certain, and to infer it from a short series costs more coverage
        // than to estimate the correlation.
        double bestCriterion = double.PositiveInfinity;
        for (int order = 1; order <= highestOrder; order++)
        {
            double reflection = power > 0 ? Math.Clamp(2 * product / power, -1, 1) : 0;
            product = Advance(forward, backward, order, reflection);
            power = (1 - reflection * reflection) * power - forward[order] * forward[order] - backward[^1] * backward[^1];
            coefficients.AsSpan(1, order - 1).CopyTo(previous.AsSpan(1));
            for (int lag = 1; lag < order; lag++)
                coefficients[lag] = previous[lag] - reflection * previous[order - lag];
            coefficients[order] = reflection;
            innovation *= 1 - reflection * reflection;

            double criterion = count * Math.Log(innovation) + 2.0 * order * count / (count - order - 2);
            if (criterion < bestCriterion)
            {
                bestCriterion = criterion;
                best = (order, innovation, coefficients.AsSpan(1, order).ToArray().Sum());
            }
        }

        double value = best.Innovation * count / (count - 1 - best.Order) / ((1 - best.Sum) * (1 - best.Sum));
        double units = count * variance / value;
        return new(value, units, 2 / (2.0 / count + 4.0 * best.Order / Math.Min(units, count)));
    }

    /// <summary>
    /// Takes the prediction errors, forward and backward in time, from one order to the next; returns their product, summed at a lag of
    /// one.
    /// </summary>
    private static double Advance(double[] forward, double[] backward, int order, double reflection)
    {
        double product = 0,
            latest = 0,
            behind = backward[order - 1];
        for (int i = order; i < forward.Length; i++)
        {
            double ahead = forward[i],
                forwardError = ahead - reflection * behind,
                backwardError = behind - reflection * ahead;
            product += forwardError * latest;
            behind = backward[i];
            forward[i] = forwardError;
            backward[i] = latest = backwardError;
        }
        return product;
    }
}
