namespace ThroughputBench.Statistics;

/// <summary>
/// What a section takes on the candidate's side less what it takes on the control's, in nanoseconds per operation, as one launch says it.
/// </summary>
/// <remarks>
/// Each kind of operation (within a period, at its end) has a trimmed mean of its own, without the slowest fiftieth, on both sides: an
/// interruption then counts for nothing. They are put together by how often each kind comes. The error is that of the mean of what each
/// operation contributes (its influence), summed over some forty stretches of the run, by their long-run variance: neighbours may be
/// correlated, and a drift widens it.
/// </remarks>
public sealed record SectionReading
{
    /// <summary>What trimmed means leave out: the slowest operations of each kind.</summary>
    public const double TrimmedShare = 0.02;

    private const int MostStretches = 48;

    /// <summary>
    /// From this many operations of a kind on, one is left out at least: a log that was interrupted, one of a dozen, would decide their
    /// mean.
    /// </summary>
    private const int FewestTrimmed = 8;

    private SectionReading() { }

    /// <summary>The difference of the two sides, per operation; its error is that within the launch.</summary>
    public required SectionCost Cost { get; init; }

    /// <summary>The same for an operation within a period; <see langword="null"/> if each operation ends one.</summary>
    public required double? WithinPeriod { get; init; }

    /// <summary>The same for an operation that ends a period.</summary>
    public required double AtEnd { get; init; }

    /// <summary>Difference of the plain means, which leave nothing out.</summary>
    public required double Mean { get; init; }

    /// <summary>The control's own trimmed mean: what the probes take, if its section does nothing.</summary>
    public required double Empty { get; init; }

    /// <summary>Median of the candidate's sections, with the probes' own time.</summary>
    public required double Median { get; init; }

    /// <summary>Their 95th percentile.</summary>
    public required double Percentile95 { get; init; }

    /// <summary>The longest of them.</summary>
    public required double Longest { get; init; }

    /// <summary>How many operations of the candidate the trimmed means leave out.</summary>
    public required int BeyondTrim { get; init; }

    /// <summary>Operations of each side.</summary>
    public required int Operations { get; init; }

    /// <summary>Reads a series.</summary>
    /// <param name="series">A series that is whole.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static SectionReading Of(SectionSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (!series.IsWhole)
            throw new ArgumentException("A series of sections needs two whole periods, and as many operations on both sides.", nameof(series));
        int count = series.CandidateTicks.Length;
        double[] control = Scaled(series.ControlTicks, series.NanosecondsPerTick),
            candidate = Scaled(series.CandidateTicks, series.NanosecondsPerTick);
        double end = 1.0 / series.OperationsPerPeriod;
        Side first = Side.Of(control, series),
            second = Side.Of(candidate, series);

        double[] stretches = new double[Math.Min(MostStretches, series.Periods)];
        for (int i = 0; i < count; i++)
        {
            bool endsPeriod = series.EndsPeriod(i);
            long period = i / series.OperationsPerPeriod;
            stretches[(int)(period * stretches.Length / series.Periods)] +=
                (second.Kind(endsPeriod).Influence(candidate[i]) - first.Kind(endsPeriod).Influence(control[i])) * stretches.Length / count;
        }
        var mean = SeriesMean.Of(stretches);

        Array.Sort(candidate);
        return new SectionReading
        {
            Cost = new(
                second.Mean(end) - first.Mean(end),
                Math.Max(mean.StandardError, series.NanosecondsPerTick / Math.Sqrt(12.0 * count)), // what the clock rounds away
                mean.DegreesOfFreedom
            ),
            WithinPeriod = second.Within?.Mean - first.Within?.Mean,
            AtEnd = second.AtEnd.Mean - first.AtEnd.Mean,
            Mean = candidate.Average() - control.Average(),
            Empty = first.Mean(end),
            Median = candidate[count / 2],
            Percentile95 = candidate[(int)(0.95 * (count - 1))],
            Longest = candidate[^1],
            BeyondTrim = second.AtEnd.Cut + (second.Within?.Cut ?? 0),
            Operations = count,
        };
    }

    private static double[] Scaled(long[] ticks, double nanosecondsPerTick) => [.. ticks.Select(some => some * nanosecondsPerTick)];

    /// <summary>The two kinds of operations of one side.</summary>
    private sealed record Side(Kind AtEnd, Kind? Within)
    {
        public static Side Of(double[] values, SectionSeries series) =>
            new(
                SectionReading.Kind.Of(values.Where((_, i) => series.EndsPeriod(i))),
                series.OperationsPerPeriod == 1 ? null : SectionReading.Kind.Of(values.Where((_, i) => !series.EndsPeriod(i)))
            );

        public Kind Kind(bool endsPeriod) => endsPeriod ? AtEnd : Within!;

        /// <summary>Per operation.</summary>
        /// <param name="end">How often one ends a period.</param>
        public double Mean(double end) => end * AtEnd.Mean + (1 - end) * (Within?.Mean ?? 0);
    }

    /// <summary>Operations of one kind on one side.</summary>
    /// <param name="Mean">Their mean without the slowest.</param>
    /// <param name="Cut">How many are left out.</param>
    /// <param name="Most">The slowest that is not.</param>
    /// <param name="Winsorized">Their mean with the slowest taken for <paramref name="Most"/>.</param>
    /// <param name="Kept">The share that is not left out.</param>
    private sealed record Kind(double Mean, int Cut, double Most, double Winsorized, double Kept)
    {
        public static Kind Of(IEnumerable<double> values)
        {
            double[] sorted = [.. values];
            Array.Sort(sorted);
            int cut = Math.Max((int)(TrimmedShare * sorted.Length), sorted.Length < FewestTrimmed ? 0 : 1),
                kept = sorted.Length - cut;
            double most = sorted[kept - 1],
                sum = 0;
            foreach (double value in sorted.AsSpan(0, kept))
                sum += value;
            return new(sum / kept, cut, most, (sum + cut * most) / sorted.Length, kept / (double)sorted.Length);
        }

        /// <summary>By how much an operation moves the mean, times the number of operations of its kind.</summary>
        public double Influence(double value) => (Math.Min(value, Most) - Winsorized) / Kept;
    }
}
