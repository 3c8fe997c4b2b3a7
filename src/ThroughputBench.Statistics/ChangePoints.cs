using MathNet.Numerics.Statistics;

namespace ThroughputBench.Statistics;

/// <summary>
/// Finds the points at which a series changes its level, by Pettitt's test (A. N. Pettitt, A non-parametric approach to the change-point
/// problem, Applied Statistics 28, 1979), which compares ranks, so it needs no assumption about the values' distribution and does not
/// depend on unit or scale. If it finds a change, both parts are searched in the same way.
/// </summary>
/// <remarks>
/// The spread from one value to the next is what a change must stand out from: values must be comparable and independent. Detectors for
/// thousands of values (RQQ-PELT and ED-PELT of Perfolizer 0.6.1) were tried: on a hundred values of pure noise they found changes in a
/// quarter to all of the series.
/// </remarks>
public static class ChangePoints
{
    /// <summary>Largest share of series without any change in which one is found, by default: 1 %.</summary>
    public const double DefaultFalseAlarms = 0.01;

    /// <summary>
    /// Values a series needs before a change can be seen in it at <see cref="DefaultFalseAlarms"/>: with fewer not even the clearest change
    /// is unlikely enough.
    /// </summary>
    public const int MinimumLength = 16;

    /// <summary>Finds the changes, in the order of the series.</summary>
    /// <param name="values">The series; finite numbers.</param>
    /// <param name="falseAlarms">Share of series without any change in which one may be seen; between 0 and 1.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="falseAlarms"/> is not between 0 and 1.</exception>
    public static IReadOnlyList<ChangePoint> Find(ReadOnlySpan<double> values, double falseAlarms = DefaultFalseAlarms)
    {
        if (falseAlarms is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(falseAlarms), falseAlarms, "The share of false alarms must be between 0 and 1.");
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException("Every value must be a finite number.", nameof(values));
        }
        var splits = new SortedDictionary<int, double>();
        Split(values, 0, falseAlarms, splits);
        int[] ends = [.. splits.Keys, values.Length];
        var changes = new List<ChangePoint>();
        int begin = 0;
        for (int i = 0; i < ends.Length - 1; begin = ends[i++])
            changes.Add(new ChangePoint(ends[i], splits[ends[i]], ArrayStatistics.MedianInplace(values[begin..ends[i]].ToArray()), ArrayStatistics.MedianInplace(values[ends[i]..ends[i + 1]].ToArray())));
        return changes;
    }

    private static void Split(ReadOnlySpan<double> values, int offset, double falseAlarms, SortedDictionary<int, double> splits)
    {
        (int split, double pValue) = Clearest(values);
        if (pValue > falseAlarms)
            return;
        splits[offset + split] = pValue;
        Split(values[..split], offset, falseAlarms, splits);
        Split(values[split..], offset + split, falseAlarms, splits);
    }

    /// <summary>
    /// The split after which values are most clearly higher, or lower, than before: U(t) = Σ sign(x[i] − x[j]) over i &lt; t ≤ j is
    /// furthest from 0.
    /// </summary>
    private static (int Split, double PValue) Clearest(ReadOnlySpan<double> values)
    {
        long u = 0,
            furthest = 0;
        int split = 0;
        for (int t = 1; t < values.Length; t++)
        {
            // What moves to the left of the split is compared with all that stays on its right, and no more with what was on its left.
            foreach (double other in values)
                u += Math.Sign(values[t - 1].CompareTo(other));
            if (Math.Abs(u) > furthest)
                (furthest, split) = (Math.Abs(u), t);
        }
        double n = values.Length;
        return furthest == 0 ? (0, 1) : (split, Math.Min(1, 2 * Math.Exp(-6.0 * furthest * furthest / (n * n * n + n * n))));
    }
}
