namespace ThroughputBench.Statistics;

/// <summary>A cost in nanoseconds per operation, with its error.</summary>
/// <param name="Nanoseconds">The estimate; may be below 0 if it is lost in the noise.</param>
/// <param name="StandardError">Its standard error, above 0.</param>
/// <param name="DegreesOfFreedom">Of Student's t for it, above 0; infinite for the normal distribution.</param>
public readonly record struct SectionCost(double Nanoseconds, double StandardError, double DegreesOfFreedom)
{
    /// <summary>The mean of several costs that are estimates of one, as several launches are, with what they differ by in its error.</summary>
    /// <param name="costs">At least one; a single one comes back as it is.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SectionCost Pooled(IReadOnlyList<SectionCost> costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        if (costs.Count == 0)
            throw new ArgumentException("A mean needs at least one cost, and got none.", nameof(costs));
        if (costs.Count == 1)
            return costs[0];
        var mean = LaunchMean.Of([.. costs.Select(cost => new SeriesMean(cost.Nanoseconds, cost.StandardError, cost.DegreesOfFreedom, 1))]);
        return new(mean.Value, mean.StandardError, costs.Count - 1);
    }

    /// <summary>This cost less another that was estimated from other data.</summary>
    /// <param name="other">What is subtracted.</param>
    public SectionCost Less(SectionCost other)
    {
        double mine = StandardError * StandardError,
            its = other.StandardError * other.StandardError;
        return new(Nanoseconds - other.Nanoseconds, Math.Sqrt(mine + its), FreedomOf(mine, DegreesOfFreedom, its, other.DegreesOfFreedom));
    }

    /// <summary>The confidence interval.</summary>
    /// <param name="confidence">Its nominal coverage, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is out of range.</exception>
    public (double Lower, double Upper) Interval(double confidence = RatioEstimate.DefaultConfidence)
    {
        RatioEstimate.RequireConfidence(confidence);
        double reach = StudentQuantile.Of(DegreesOfFreedom, (1 + confidence) / 2) * StandardError;
        return (Nanoseconds - reach, Nanoseconds + reach);
    }

    /// <summary>Degrees of freedom of a sum of two variances (Welch and Satterthwaite).</summary>
    internal static double FreedomOf(double one, double freedom, double other, double otherFreedom) =>
        (one + other) * (one + other) / (one * one / freedom + other * other / otherFreedom);
}
