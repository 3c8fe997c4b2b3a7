namespace ThroughputBench.Benchmarks;

/// <summary>Managed bytes that work allocates on the thread that does it.</summary>
internal static class AllocatedBytes
{
    private const int Stretches = 3;

    /// <summary>
    /// The fewest of a few stretches of the same work. While a collection of an older generation is under way the runtime counts what is left of a thread's
    /// allocation buffer as allocated, up to 8 KiB that nobody asked for; what the work itself allocates it allocates in every stretch.
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
