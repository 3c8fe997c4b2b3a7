using MathNet.Numerics.Statistics;

namespace ThroughputBench.Statistics;

/// <summary>
/// Finds the pairs that ran while the machine was left alone. On a shared machine a step takes half as long again for stretches of a few to thousands
/// of milliseconds, and during them the two sides differ at random by a hundred times what they differ by in a calm. The calm pairs know the ratio;
/// the others only blur it.
/// </summary>
/// <remarks>
/// An engine that weighs the blocks of its pairs, as this project's does, leaves nothing to this; it is for pairs whose times are what a clock said.
/// Whether a pair is disturbed is told by how long both its sides took together, never by how they differ: a control against itself stays a fair
/// game. A cost that is paid in every pair makes all of them longer, and no pair is then longer than another. A cost of the candidate's that only
/// some pairs pay, and that makes a pair longer by more than a tenth, cannot be told from a disturbance and is left out with them: it is in the plain
/// mean of all pairs.
/// </remarks>
internal static class UndisturbedPairs
{
    /// <summary>A pair is disturbed when it took longer than calm ones by more than a tenth.</summary>
    private static readonly double FarthestAboveCalm = Math.Log(1.1);

    /// <summary>The share of the pairs, the fastest ones, that is taken to be calm; the slowest of these sets the mark.</summary>
    private const double CalmShare = 0.1;

    /// <summary>The averages of two pairs each that are undisturbed; all of them where too few are.</summary>
    /// <param name="control">Times of the control.</param>
    /// <param name="candidate">Times of the candidate in the same pairs.</param>
    /// <param name="averages">What became of them, two pairs by two pairs, in the same order.</param>
    public static double[] Of(ReadOnlySpan<double> control, ReadOnlySpan<double> candidate, double[] averages)
    {
        if (averages.Length < RatioEstimate.MinimumPairs / 2)
            return averages;
        double[] levels = new double[averages.Length];
        for (int i = 0; i < levels.Length; i++)
            levels[i] = Math.Log(control[2 * i] * candidate[2 * i] * (control[2 * i + 1] * candidate[2 * i + 1])) / 4;
        double highest = ArrayStatistics.OrderStatisticInplace([.. levels], 1 + (int)(CalmShare * levels.Length)) + FarthestAboveCalm;
        double[] undisturbed = new double[averages.Length];
        int count = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            if (levels[i] <= highest)
                undisturbed[count++] = averages[i];
        }
        return count < RatioEstimate.MinimumPairs / 2 ? averages : undisturbed[..count];
    }
}
