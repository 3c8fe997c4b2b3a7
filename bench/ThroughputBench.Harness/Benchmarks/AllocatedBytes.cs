namespace ThroughputBench.Benchmarks;

/// <summary>Managed bytes that some work allocates on its thread.</summary>
internal static class AllocatedBytes
{
    private const int Stretches = 3;

    /// <summary>
    /// The fewest of a few stretches of the same work. During a collection of an older generation the runtime counts the rest of a thread's
    /// allocation buffer as allocated: up to 8 KiB too much. The work's own allocations occur in every stretch.
    /// </summary>
    /// <param name="stretch">One stretch of the work.</param>
    public static long FewestOf(Action stretch)
    {
        long fewest = long.MaxValue;
        for (int i = 0; i < Stretches; i++)
            fewest = Math.Min(fewest, Of(stretch));
        return fewest;
    }

    /// <summary>Those of one stretch, as the runtime counts them.</summary>
    /// <inheritdoc cref="FewestOf"/>
    public static long Of(Action stretch)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        stretch();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
