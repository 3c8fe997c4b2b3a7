namespace ThroughputBench.Statistics.Tests;

/// <summary>
/// Estimates of series with busy stretches and outliers, beside what <c>results/read_blocks.py</c>, a program of its own, gives for the
/// same ticks.
/// </summary>
public sealed class IndependentEstimateTests
{
    private static readonly double[] Levels = [100_000, 60_000, 180_000];

    [Theory]
    [InlineData(1, 3, 1, 1200, 0.0027850871202490524, 0.0025429903439864177, 0.0030272423586918951)]
    [InlineData(2, 1, 2, 120, 0.0026803953291856253, 0.0019532331428702143, 0.0034080852495586011)]
    [InlineData(6, 2, 3, 600, 0.0032163121665891303, 0.0028205659656941329, 0.0036122145420389717)]
    [InlineData(7, 1, 1, 9000, 0.0030540016804696535, 0.0029731403852446547, 0.0031348694948614142)]
    public void A_launch_has_the_estimate_of_the_independent_program(
        ulong seed,
        int places,
        int repetitions,
        int blocks,
        double overhead,
        double lower,
        double upper
    )
    {
        RatioEstimate estimate = Series(seed, places, repetitions, blocks).Estimate();

        Assert.Equal(overhead, estimate.Overhead, 1e-11);
        Assert.Equal(lower, estimate.Lower, 1e-11);
        Assert.Equal(upper, estimate.Upper, 1e-11);
    }

    [Theory]
    [InlineData(3, 2, 80, 0.0031520009144569983)]
    [InlineData(5, 1, 32, 0.0026672140127024235)]
    public void So_it_has_with_too_few_pairs_for_an_interval(ulong seed, int places, int blocks, double overhead) =>
        Assert.Equal(overhead, Series(seed, places, 1, blocks).Estimate().Overhead, 1e-11);

    private static PairedSeries Series(ulong seed, int places, int repetitions, int blocks)
    {
        ulong state = seed;
        var (control, candidate) = (new long[blocks], new long[blocks]);
        for (int block = 0; block < blocks; block++)
        {
            bool busy = block >= blocks / 4 && block < blocks / 2;
            control[block] = Ticks(1);
            candidate[block] = Ticks(1.003);

            long Ticks(double factor)
            {
                double noise = Next() + Next() + Next() + Next() - 2,
                    time = Levels[block % places] * (busy ? 1.6 : 1) * factor * (1 + noise * (busy ? 0.016 : 0.004));
                return (long)Math.Floor(Next() < 0.02 ? time * 1.3 : time);
            }
        }
        return new PairedSeries(control, candidate, places, repetitions);

        double Next()
        {
            state = unchecked(state * 6364136223846793005 + 1442695040888963407);
            return (state >> 33) / (double)(1L << 31);
        }
    }
}
