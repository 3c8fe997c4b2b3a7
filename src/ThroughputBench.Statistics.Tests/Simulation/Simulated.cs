namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>Counts what happens in seeded cases.</summary>
internal static class Simulated
{
    /// <summary>The share of cases, with the seeds 0, 1, 2 and so on, in which something happens.</summary>
    public static double Share(int cases, Func<ulong, bool> happens)
    {
        int count = 0;
        Parallel.For(0, cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            if (happens((ulong)seed))
                Interlocked.Increment(ref count);
        });
        return (double)count / cases;
    }
}
