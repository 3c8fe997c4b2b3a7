using MathNet.Numerics.Statistics;

namespace ThroughputBench.Statistics;

/// <summary>How far reported values lie from independent ones: the distribution of absolute relative errors, as fractions.</summary>
public sealed record ErrorSummary
{
    private ErrorSummary(double[] ascending)
    {
        Count = ascending.Length;
        Median = SortedArrayStatistics.QuantileCustom(ascending, 0.5, QuantileDefinition.R7);
        P95 = SortedArrayStatistics.QuantileCustom(ascending, 0.95, QuantileDefinition.R7);
        Worst = ascending[^1];
    }

    /// <summary>Number of errors.</summary>
    public int Count { get; }

    /// <summary>Half of the errors are no larger.</summary>
    public double Median { get; }

    /// <summary>
    /// 95 % of the errors are no larger. Between two of them the quantile is interpolated linearly: type 7 of Hyndman and Fan (1996), as in
    /// R and NumPy.
    /// </summary>
    public double P95 { get; }

    /// <summary>The largest error.</summary>
    public double Worst { get; }

    /// <summary>Summarizes errors; their signs are dropped.</summary>
    /// <param name="relativeErrors">(reported − independent) / independent, each finite; at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is not finite.</exception>
    public static ErrorSummary Of(ReadOnlySpan<double> relativeErrors)
    {
        if (relativeErrors.IsEmpty)
            throw new ArgumentException("A summary needs at least one error, and got none.", nameof(relativeErrors));
        double[] sizes = new double[relativeErrors.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (!double.IsFinite(relativeErrors[i]))
                throw new ArgumentException($"Error {i + 1} is {relativeErrors[i]}; it must be a finite number.", nameof(relativeErrors));
            sizes[i] = Math.Abs(relativeErrors[i]);
        }
        Array.Sort(sizes);
        return new(sizes);
    }
}
