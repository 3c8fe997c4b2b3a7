namespace ThroughputBench.Statistics;

/// <summary>
/// The variance that decides the error of a mean of correlated values: n · var(mean) for many n, which is the spectral density at frequency
/// zero. Taken from an autoregression (Burg's recursion) whose order Akaike's corrected criterion chooses, as `spectrum0.ar` of R's coda does.
/// </summary>
/// <param name="Value">The variance of the mean, times the number of values.</param>
/// <param name="EffectiveUnits">How many independent values would be worth as much as these.</param>
/// <param name="DegreesOfFreedom">
/// How well it is known. An autoregression's density at zero has the relative variance 4p/n for large n and p (Berk, Ann. Statist. 2, 1974); with
/// few parameters and strong correlation it is the effective number of units that counts, as the delta method shows for order 1.
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
        double[] forward = deviations.ToArray(), backward = deviations.ToArray();
        double[] coefficients = new double[highestOrder + 1], previous = new double[highestOrder + 1];
        double innovation = variance;
        (int Order, double Innovation, double Sum) best = (0, variance, 0);
        // Order 0 is no candidate: that neighbours are independent is never known, and to find it in short series costs more coverage than to estimate it.
        double bestCriterion = double.PositiveInfinity;
        for (int order = 1; order <= highestOrder; order++)
        {
            double reflection = Reflect(forward, backward, order);
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

    private static double Reflect(Span<double> forward, Span<double> backward, int order)
    {
        double product = 0, power = 0;
        for (int i = order; i < forward.Length; i++)
        {
            product += forward[i] * backward[i - 1];
            power += forward[i] * forward[i] + backward[i - 1] * backward[i - 1];
        }
        double reflection = power > 0 ? 2 * product / power : 0;
        for (int i = forward.Length - 1; i >= order; i--)
        {
            double ahead = forward[i], behind = backward[i - 1];
            forward[i] = ahead - reflection * behind;
            backward[i] = behind - reflection * ahead;
        }
        return reflection;
    }
}
