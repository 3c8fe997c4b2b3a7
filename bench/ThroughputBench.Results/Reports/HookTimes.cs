namespace ThroughputBench.Reports;

/// <summary>Times of hooks as counts in narrow bins, so that any number of them takes the same memory.</summary>
internal sealed class HookTimes
{
    /// <summary>Bins for each factor of 10: a quantile is known to 2.3 %.</summary>
    private const int BinsPerDecade = 50;

    private const int Decades = 12;

    private readonly long[] _counts = new long[BinsPerDecade * Decades];

    /// <summary>Number of times.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, in nanoseconds.</summary>
    public double Longest { get; private set; }

    /// <summary>Adds a time.</summary>
    /// <param name="nanoseconds">Below 1 ns it counts as 1 ns.</param>
    public void Add(double nanoseconds)
    {
        _counts[Math.Clamp((int)(Math.Log10(Math.Max(1, nanoseconds)) * BinsPerDecade), 0, _counts.Length - 1)]++;
        Count++;
        Longest = Math.Max(Longest, nanoseconds);
    }

    /// <summary>Adds the times of another.</summary>
    public void Add(HookTimes other)
    {
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        Longest = Math.Max(Longest, other.Longest);
    }

    /// <summary>The time that a part of the times do not exceed, in nanoseconds; 0 if there are none.</summary>
    /// <param name="part">Between 0 and 1.</param>
    public double Quantile(double part)
    {
        long wanted = (long)Math.Ceiling(part * Count),
            seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0)
                return Math.Min(Longest, Math.Pow(10, (i + 0.5) / BinsPerDecade));
        }
        return 0;
    }

    /// <summary>The share of times in each bin of a coarser histogram.</summary>
    /// <param name="perDecade">Bins for each factor of 10; divides 50.</param>
    /// <returns>The bins' lower ends in nanoseconds, and their shares.</returns>
    public IEnumerable<(double Nanoseconds, double Share)> Bins(int perDecade) =>
        _counts
            .Chunk(BinsPerDecade / perDecade)
            .Select((bin, i) => (Math.Pow(10, i / (double)perDecade), Count == 0 ? 0 : bin.Sum() / (double)Count));
}
