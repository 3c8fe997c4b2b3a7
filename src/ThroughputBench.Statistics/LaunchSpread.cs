namespace ThroughputBench.Statistics;

/// <summary>
/// What launches of the same section differ by for no reason but the addresses and the code that they were dealt, as a share of the cost.
/// Each launch knows its own cost far better than that, and its interval alone would say nothing of the next launch.
/// </summary>
/// <remarks>
/// The cost is fitted as a + b · (ends of a period per operation), by least squares with relative errors; what is left beyond the launches'
/// own errors is the spread: a random effect, by moments. Whatever else the launches differ in counts as spread too: the interval is then
/// too wide, not too narrow.
/// </remarks>
public static class LaunchSpread
{
    private const int Rounds = 4;

    /// <summary>The costs of launches, each with what launches differ by in its error.</summary>
    /// <param name="launches">What each launch says of its own cost.</param>
    /// <param name="endsPerOperation">
    /// For each launch how often an operation ends a period, from 0 to 1: the section takes longer then.
    /// </param>
    /// <returns>The costs in the same order; <see langword="null"/> if there are too few launches to see a spread.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static IReadOnlyList<SectionCost>? Widen(IReadOnlyList<SectionCost> launches, IReadOnlyList<double> endsPerOperation)
    {
        ArgumentNullException.ThrowIfNull(launches);
        ArgumentNullException.ThrowIfNull(endsPerOperation);
        if (launches.Count != endsPerOperation.Count)
            throw new ArgumentException("Each launch needs its number of ends per operation.", nameof(endsPerOperation));
        bool isSloped = launches.Count >= 3 && endsPerOperation.Distinct().Count() >= 2;
        int freedom = launches.Count - (isSloped ? 2 : 1);
        if (freedom < 1)
            return null;

        double average = Math.Max(double.Epsilon, launches.Average(launch => Math.Abs(launch.Nanoseconds)));
        double[] scales = [.. launches.Select(_ => average)],
            expected = Fit(launches, endsPerOperation, scales, isSloped);
        // A cost that is lost in the noise has no relative spread: then that of the average cost stays.
        for (int round = 0; round < Rounds && expected.All(cost => cost > 0); round++)
        {
            scales = expected;
            expected = Fit(launches, endsPerOperation, scales, isSloped);
        }

        double squares = 0,
            own = 0;
        for (int i = 0; i < launches.Count; i++)
        {
            squares += Square((launches[i].Nanoseconds - expected[i]) / scales[i]);
            own += Square(launches[i].StandardError / scales[i]);
        }
        double spread = Math.Max(0, squares / freedom - own / launches.Count);
        return [.. launches.Select((launch, i) => Widened(launch, spread * Square(scales[i]), freedom))];
    }

    private static SectionCost Widened(SectionCost launch, double between, int freedom)
    {
        double own = Square(launch.StandardError);
        return launch with
        {
            StandardError = Math.Sqrt(own + between),
            DegreesOfFreedom = SectionCost.FreedomOf(own, launch.DegreesOfFreedom, between, freedom),
        };
    }

    /// <summary>What is expected of each launch.</summary>
    private static double[] Fit(IReadOnlyList<SectionCost> launches, IReadOnlyList<double> ends, double[] scales, bool isSloped)
    {
        double[] weights = [.. scales.Select(scale => 1 / Square(scale))];
        double sum = weights.Sum(),
            x = weights.Select((weight, i) => weight * ends[i]).Sum() / sum,
            y = weights.Select((weight, i) => weight * launches[i].Nanoseconds).Sum() / sum,
            spread = weights.Select((weight, i) => weight * Square(ends[i] - x)).Sum(),
            common = weights.Select((weight, i) => weight * (ends[i] - x) * (launches[i].Nanoseconds - y)).Sum();
        double slope = isSloped ? common / spread : 0;
        return [.. ends.Select(end => y + slope * (end - x))];
    }

    private static double Square(double value) => value * value;
}
