namespace ThroughputBench.Training.Tests;

/// <summary>Managed bytes that work allocates on the thread that does it.</summary>
internal static class AllocatedBytes
{
    /// <summary>
    /// The least of a few stretches: a collection on another thread can count up to 8 KiB too much, while the work's allocations occur in
    /// each.
    /// </summary>
    public static long FewestOf(Action stretch)
    {
        long fewest = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            stretch();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return fewest;
    }
}
