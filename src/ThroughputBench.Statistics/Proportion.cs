using MathNet.Numerics.Distributions;

namespace ThroughputBench.Statistics;

/// <summary>
/// The probability of an event, estimated from how often it was seen, with the exact interval of Clopper and Pearson (Biometrika 26, 1934):
/// for any count its coverage is at least the nominal one.
/// </summary>
public sealed record Proportion
{
    /// <summary>Takes counts.</summary>
    /// <param name="count">How often it was seen.</param>
    /// <param name="total">How often it could have been; at least 1.</param>
    /// <param name="confidence">Least coverage of the interval, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Proportion(int count, int total, double confidence = RatioEstimate.DefaultConfidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, total);
        RatioEstimate.RequireConfidence(confidence);
        double tail = (1 - confidence) / 2;
        (Count, Total) = (count, total);
        Lower = count == 0 ? 0 : Beta.InvCDF(count, total - count + 1, tail);
        Upper = count == total ? 1 : Beta.InvCDF(count + 1, total - count, 1 - tail);
    }

    /// <summary>How often it was seen.</summary>
    public int Count { get; }

    /// <summary>How often it could have been.</summary>
    public int Total { get; }

    /// <summary>Lower end of the interval, a fraction.</summary>
    public double Lower { get; }

    /// <summary>Upper end of the interval, a fraction.</summary>
    public double Upper { get; }
}
