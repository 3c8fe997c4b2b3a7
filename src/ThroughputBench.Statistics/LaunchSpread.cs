using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearRegression;

namespace ThroughputBench.Statistics;

/// <summary>
/// What launches of the same section differ by for no reason but the addresses and the code that they were dealt. A launch knows its own
/// cost far better than that, and its interval alone would say nothing of the next launch.
/// </summary>
/// <remarks>
/// <para>Two levels. The layouts of a launch, which is one process, differ by where their objects lie; that is in a launch's own error.
/// Launches differ beyond that, by code and pages. In a group all cells run the same section, some with more logs. Both spreads are taken
/// to grow with the root of a cell's cost: neither a fixed share nor a fixed time holds. In four sweeps of the suite's workloads on one
/// machine, with 6 to 14 launches, the variance of launches went with a power of the cost: 0.3 to 0.5 for mlp, 1.9 to 2.6 for convnet, 0.5
/// to 2.2 for bytelm. A fixed share made the most expensive cells of mlp a third too wide; a fixed time made those of convnet too
/// narrow.</para>
/// <para>With few layouts an error is itself poorly known, so each is drawn towards the group's typical one, as variances of few values are
/// (Smyth, Stat. Appl. Genet. Mol. Biol. 3, 2004), though not below what its own layouts show: by means of logarithms, so that one
/// disturbed cell does not widen all others. What launches differ by comes from how far cells are from a + b/p + c/√p + d/s, with p
/// operations to a period and s from one step to the next, weighed by their errors, by moments (Paule and Mandel). An end of a period is
/// the more expensive the longer it has not run, for its code has left the caches: hence the root. Without it, cells of convnet were 18 %
/// from what was expected of them, and 10 % with it. A step leaves colder caches to the section after it: without d/s cells of bytelm were
/// 20 % off, and 8 % with it. Whatever else cells differ in counts as spread too: the interval is then too wide, not too narrow.</para>
/// <para>If each cell has several launches, its own error holds all that launches differ by, and is drawn towards the group's typical one in
/// the same way. But they share the moment, and a machine's memory is not equally fast a minute later. What moments differ by comes from
/// how far cells are from what was expected of them, too.</para>
/// <para>Each has a prior, which counts like a few degrees of freedom: what single launches of the suite's three workloads differed by
/// on two machines, 11, 17 and 26 % of the cost with all their causes; and what sweeps of one cell with six or twelve launches differed by
/// within half an hour, beyond their own errors: 3, 5 and 10 %. It decides for a cell alone, and fades as cells are added. It assumes that
/// a hook of a few hundred nanoseconds between steps of a training is what is measured.</para>
/// </remarks>
public static class LaunchSpread
{
    /// <summary>Standard deviation of layouts of one launch, as a share of the average cost, if nothing is known of these.</summary>
    public const double PriorOfLayouts = 0.15;

    /// <summary>The same of launches, beyond their layouts.</summary>
    public const double PriorOfLaunches = 0.08;

    /// <summary>The same of moments, if each cell has several launches.</summary>
    public const double PriorOfMoments = 0.08;

    private const int Rounds = 6;

    /// <summary>A term for steps is used only if so many cells more than the other terms show what cells differ by.</summary>
    private const int FewestCellsBeyondTerms = 3;

    /// <summary>The degrees of freedom that a prior counts for.</summary>
    private const double PriorFreedom = 3;

    /// <summary>For how many degrees of freedom at most the group counts in the error of one cell, which may have been disturbed.</summary>
    private const double MostGroupFreedom = 8;

    /// <summary>The costs of launches, each with what launches, or moments, differ by in its error.</summary>
    /// <param name="cells">What each launch says of its own cost.</param>
    /// <param name="atMost">
    /// For each cell a cost above 0. Whether it costs more than that is asked as a test asks: if it cost just that, what would launches
    /// differ by? Otherwise a costly mistake would widen its own interval, and hide in it: the spread is the hook's, which waits for
    /// memory, and not that of the time that a mistake adds. +∞, as for all cells by default, changes nothing.
    /// </param>
    /// <returns>The costs in the same order.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static IReadOnlyList<SectionCost> Widen(IReadOnlyList<SectionCell> cells, IReadOnlyList<double>? atMost = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0)
            return [];
        atMost ??= [.. cells.Select(_ => double.PositiveInfinity)];
        if (atMost.Count != cells.Count)
            throw new ArgumentException("Each cell needs the most that it may cost.", nameof(atMost));
        double[][] design = Design(cells);
        // Two cells whose periods differ say nothing of a spread.
        int freedom = Math.Max(0, cells.Count - design[0].Length);
        bool showLaunches = cells.All(cell => cell.Launches > 1);
        double average = ScaleOf(cells),
            prior = Square(showLaunches ? PriorOfMoments : PriorOfLaunches),
            spread = prior;
        double[] scales = [.. atMost.Select(most => Math.Min(average, most))];
        (double Variance, double Freedom)[] own = OwnVariances(cells, scales);
        for (int round = 0; round < Rounds; round++)
        {
            double[] expected = Fit(design, cells, scales, [.. own.Select(error => error.Variance + spread)]);
            // A cost that is lost in the noise says nothing of a spread: then that of the average cost stays.
            if (expected.All(cost => cost > 0))
                scales = [.. expected.Zip(atMost, (cost, most) => Math.Min(Math.Sqrt(average * cost), most))];
            own = OwnVariances(cells, scales);
            double[] squares = [.. cells.Select((cell, i) => Square((cell.Own.Nanoseconds - expected[i]) / scales[i]))];
            double between = Between(squares, [.. own.Select(error => error.Variance)], freedom);
            spread = (PriorFreedom * prior + freedom * between) / (PriorFreedom + freedom);
        }
        return
        [
            .. cells.Select((cell, i) =>
                new SectionCost(
                    cell.Own.Nanoseconds,
                    scales[i] * Math.Sqrt(own[i].Variance + spread),
                    SectionCost.FreedomOf(own[i].Variance, own[i].Freedom, spread, PriorFreedom + freedom)
                )
            ),
        ];
    }

    /// <summary>
    /// The same without what launches differ by beyond their layouts: for a difference of two sections in one launch, which share that.
    /// </summary>
    /// <param name="cells">What each launch says of the difference.</param>
    /// <param name="scales">For each cell what its layouts differ by is a share of; above 0.</param>
    /// <returns>The differences in the same order.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static IReadOnlyList<SectionCost> OfLayouts(IReadOnlyList<SectionCell> cells, IReadOnlyList<double> scales)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(scales);
        if (cells.Count != scales.Count)
            throw new ArgumentException("Each cell needs its scale.", nameof(scales));
        return
        [
            .. OwnVariances(cells, [.. scales])
                .Select((error, i) => new SectionCost(cells[i].Own.Nanoseconds, scales[i] * Math.Sqrt(error.Variance), error.Freedom)),
        ];
    }

    /// <summary>What a spread is a share of at first: the average cost; if that is exactly 0, its error.</summary>
    private static double ScaleOf(IReadOnlyList<SectionCell> cells) =>
        cells.Average(cell => Math.Abs(cell.Own.Nanoseconds)) is > 0 and var cost ? cost : cells.Average(cell => cell.Own.StandardError);

    /// <summary>The relative variance of each cell's mean over its layouts, drawn towards what is typical of the group.</summary>
    private static (double Variance, double Freedom)[] OwnVariances(IReadOnlyList<SectionCell> cells, double[] scales)
    {
        // The prior counts like one cell with its degrees of freedom. A logarithm of a variance of few values is too low on average.
        double weights = 1 / Trigamma(PriorFreedom / 2),
            sum = weights * Math.Log(Square(PriorOfLayouts) + (cells.All(cell => cell.Launches > 1) ? Square(PriorOfLaunches) : 0));
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i].Parts < 2)
                continue;
            double half = cells[i].Own.DegreesOfFreedom / 2,
                ofLayout = Square(cells[i].Own.StandardError / scales[i]) * cells[i].Parts,
                weight = 1 / Trigamma(half);
            weights += weight;
            sum += weight * (Math.Log(ofLayout) - SpecialFunctions.DiGamma(half) + Math.Log(half));
        }
        double typical = Math.Exp(sum / weights),
            group = Math.Min(MostGroupFreedom, 2 * weights);
        return
        [
            .. cells.Select(
                (cell, i) =>
                {
                    double error = Square(cell.Own.StandardError / scales[i]),
                        freedom = cell.Own.DegreesOfFreedom,
                        expected = typical / cell.Parts;
                    return cell.Parts < 2
                        ? (error + expected, SectionCost.FreedomOf(error, freedom, expected, group))
                        : (Math.Max(error, (group * expected + freedom * error) / (group + freedom)), group + freedom);
                }
            ),
        ];
    }

    /// <summary>The variance that cells have beyond their own: with it their squares are on average what they should be.</summary>
    private static double Between(double[] squares, double[] own, int freedom)
    {
        if (freedom < 1 || Excess(0) <= 0)
            return 0;
        double low = 0,
            high = squares.Sum();
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = Excess(middle) > 0 ? (middle, high) : (low, middle);
        }
        return high;

        double Excess(double spread) => squares.Select((square, i) => square / (own[i] + spread)).Sum() - freedom;
    }

    /// <summary>
    /// What a cell's cost may depend on: as much as the periods of the cells can tell apart, and one more; and how often there is a step, if
    /// enough cells are left to tell how they differ.
    /// </summary>
    private static double[][] Design(IReadOnlyList<SectionCell> cells)
    {
        int terms = cells.Select(cell => cell.EndsPerOperation).Distinct().Count() switch
        {
            1 => 1,
            < 4 => 2,
            _ => 3,
        };
        double[][] ofPeriods = [.. cells.Select(cell => (double[])[.. Terms(cell.EndsPerOperation).Take(terms)])],
            ofSteps = [.. ofPeriods.Select((row, i) => (double[])[.. row, cells[i].StepsPerOperation])];
        bool showSteps = cells.Count >= terms + FewestCellsBeyondTerms && Matrix<double>.Build.DenseOfRowArrays(ofSteps).Rank() > terms;
        return showSteps ? ofSteps : ofPeriods;

        static IEnumerable<double> Terms(double ends) => [1, ends, Math.Sqrt(ends)];
    }

    /// <summary>What is expected of each launch.</summary>
    private static double[] Fit(double[][] design, IReadOnlyList<SectionCell> cells, double[] scales, double[] variances)
    {
        var x = Matrix<double>.Build.DenseOfRowArrays(design);
        Vector<double> coefficients = WeightedRegression.Weighted(
            x,
            Vector<double>.Build.DenseOfEnumerable(cells.Select(cell => cell.Own.Nanoseconds)),
            Matrix<double>.Build.DenseOfDiagonalArray([.. scales.Select((scale, i) => 1 / (Square(scale) * variances[i]))])
        );
        return (x * coefficients).ToArray();
    }

    /// <summary>The variance of a logarithm of a variance, to 1 % from 1/2 on.</summary>
    private static double Trigamma(double x) => 1 / Square(x) + 1 / (x + 1) + 1 / (2 * Square(x + 1)) + 1 / (6 * Math.Pow(x + 1, 3));

    private static double Square(double value) => value * value;
}
