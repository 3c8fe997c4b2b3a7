using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>
/// What machines differ by, as a random effect: each has a true overhead near a common one, and its cells measure it with an error. Cells
/// of several machines are never pooled as if there were one.
/// </summary>
internal static class BetweenMachines
{
    /// <summary>
    /// The mean overhead of a run's cells. On one machine it is the plain mean, since cells are measured one after the other and their
    /// errors count as independent. Over several it is the mean of the machines' means, with Paule and Mandel's spread between them (J. Res.
    /// Natl. Bur. Stand. 87, 1982) and Hartung and Knapp's interval (Statist. Med. 20, 2001): see <see cref="SectionCost.Pooled"/>.
    /// </summary>
    /// <param name="overheads">Each cell's place (<see cref="CellRecord.Place"/>) and overhead; at least one.</param>
    public static RatioEstimate Mean<TPlace>(IEnumerable<(TPlace Place, RatioEstimate Overhead)> overheads)
    {
        (TPlace Place, RatioEstimate Overhead)[] all = [.. overheads];
        return Ratio(SectionCost.Pooled(MeansOf(all)), all[0].Overhead.Confidence, all.Sum(one => one.Overhead.Pairs));
    }

    /// <summary>
    /// The variance of machines' true overheads, of their logarithms, by moments (DerSimonian and Laird, Control. Clin. Trials 7, 1986),
    /// with its degrees of freedom. What cells of different A and L differ by counts as spread too: it is then too large, not too small.
    /// </summary>
    /// <param name="overheads">Each cell's place and overhead.</param>
    /// <returns><see langword="null"/> if all cells are of one machine.</returns>
    public static (double Variance, double Freedom)? Spread<TPlace>(IEnumerable<(TPlace Place, RatioEstimate Overhead)> overheads)
    {
        SectionCost[] machines = MeansOf(overheads);
        if (machines.Length < 2)
            return null;
        double[] weights = [.. machines.Select(machine => 1 / (machine.StandardError * machine.StandardError))];
        double sum = weights.Sum(),
            mean = machines.Zip(weights, (machine, weight) => weight * machine.Nanoseconds).Sum() / sum,
            squares = machines.Zip(weights, (machine, weight) => weight * Math.Pow(machine.Nanoseconds - mean, 2)).Sum(),
            freedom = machines.Length - 1;
        return (Math.Max(0, (squares - freedom) / (sum - weights.Sum(weight => weight * weight) / sum)), freedom);
    }

    /// <summary>A difference of two machines' overheads, with what machines differ by in its interval.</summary>
    /// <param name="difference">By the errors of both measurements alone.</param>
    /// <param name="spreads">What the machines of each side differ by.</param>
    public static RatioEstimate Widened(RatioEstimate difference, params IEnumerable<(double Variance, double Freedom)> spreads)
    {
        if (!difference.HasInterval)
            return difference;
        SectionCost widened = spreads
            .Where(spread => spread.Variance > 0)
            .Aggregate(
                Log(difference),
                (cost, spread) => cost.Less(new SectionCost(0, Math.Sqrt(spread.Variance), spread.Freedom))
            );
        return Ratio(widened, difference.Confidence, difference.Pairs) with { EffectiveUnits = difference.EffectiveUnits };
    }

    private static SectionCost[] MeansOf<TPlace>(IEnumerable<(TPlace Place, RatioEstimate Overhead)> overheads) =>
        [.. overheads.GroupBy(one => one.Place, one => Log(one.Overhead)).Select(machine => MeanOf([.. machine]))];

    private static SectionCost MeanOf(SectionCost[] cells)
    {
        double variance = cells.Sum(cell => cell.StandardError * cell.StandardError),
            freedom =
                variance * variance / cells.Sum(cell => Math.Pow(cell.StandardError, 4) / cell.DegreesOfFreedom);
        return new(cells.Average(cell => cell.Nanoseconds), Math.Sqrt(variance) / cells.Length, freedom);
    }

    /// <summary>The logarithm of a ratio, with the error that its interval shows.</summary>
    private static SectionCost Log(RatioEstimate estimate)
    {
        (_, double reach) = new SectionCost(0, 1, estimate.DegreesOfFreedom).Interval(estimate.Confidence);
        return new(
            Math.Log(1 + estimate.Overhead),
            (Math.Log(1 + estimate.Upper) - Math.Log(1 + estimate.Lower)) / (2 * reach),
            estimate.DegreesOfFreedom
        );
    }

    private static RatioEstimate Ratio(SectionCost log, double confidence, int pairs)
    {
        (double lower, double upper) = log.Interval(confidence);
        return new()
        {
            Overhead = Math.Exp(log.Nanoseconds) - 1,
            Lower = Math.Exp(lower) - 1,
            Upper = Math.Exp(upper) - 1,
            Confidence = confidence,
            Pairs = pairs,
            DegreesOfFreedom = log.DegreesOfFreedom,
        };
    }
}
