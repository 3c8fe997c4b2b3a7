namespace ThroughputBench.Statistics;

/// <summary>
/// The mean over launches, each of which has its own addresses and code layout. The model is that of random effects: each launch has a true
/// ratio near a common one, and measures it with an error. The spread between launches is Paule and Mandel's (J. Res. Natl. Bur. Stand. 87,
/// 1982). A launch is weighed by the inverse of both variances together, so a disturbed one counts little. The interval is Hartung and
/// Knapp's (Statist. Med. 20, 2001): Student's t with one degree of freedom fewer than launches, and never narrower than the launches' own
/// errors give.
/// </summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">Its standard error.</param>
internal readonly record struct LaunchMean(double Value, double StandardError)
{
    private const int MostSteps = 100;
    private const double Tolerance = 1e-12;

    /// <param name="launches">At least two, each with a standard error above zero.</param>
    public static LaunchMean Of(ReadOnlySpan<SeriesMean> launches)
    {
        // Newton's steps: the sum of squares is convex and falls with the spread, so from zero they never pass the root.
        double spread = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            Sums sums = Sums.Of(launches, spread);
            double excess = sums.Squares - (launches.Length - 1);
            if (excess <= Tolerance)
                break;
            spread += excess / sums.Slope;
        }
        Sums last = Sums.Of(launches, spread);
        return new(last.Mean, Math.Sqrt(Math.Max(1, last.Squares / (launches.Length - 1)) / last.Weight));
    }

    /// <param name="Weight">Of all launches.</param>
    /// <param name="Mean">Theirs.</param>
    /// <param name="Squares">Weighted squares of their distances from it.</param>
    /// <param name="Slope">How fast the squares fall with the spread.</param>
    private readonly record struct Sums(double Weight, double Mean, double Squares, double Slope)
    {
        public static Sums Of(ReadOnlySpan<SeriesMean> launches, double spread)
        {
            double weights = 0,
                values = 0;
            foreach (SeriesMean launch in launches)
            {
                double weight = 1 / (launch.StandardError * launch.StandardError + spread);
                weights += weight;
                values += weight * launch.Value;
            }
            double mean = values / weights,
                squares = 0,
                slope = 0;
            foreach (SeriesMean launch in launches)
            {
                double weight = 1 / (launch.StandardError * launch.StandardError + spread),
                    distance = launch.Value - mean;
                squares += weight * distance * distance;
                slope += weight * weight * distance * distance;
            }
            return new(weights, mean, squares, slope);
        }
    }
}
