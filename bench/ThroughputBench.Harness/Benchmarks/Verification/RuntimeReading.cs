namespace ThroughputBench.Benchmarks.Verification;

/// <summary>The runtime's counters at one moment.</summary>
/// <param name="Collections">Garbage collections of the process.</param>
/// <param name="AllocatedBytes">Managed bytes that this thread has allocated.</param>
internal readonly record struct RuntimeReading(int Collections, long AllocatedBytes)
{
    /// <summary>Metrics of a log that tell of the runtime.</summary>
    public const int Metrics = 2;

    /// <summary>Arrays that the harness allocates at each micro-batch.</summary>
    public const int ArraysPerBatch = 5;

    /// <summary>The size of each: below the limit of the heap for large objects.</summary>
    public const int BytesPerArray = 80_000;

    /// <summary>What the harness allocates at each micro-batch, so that logs have something to report.</summary>
    public const int BytesPerBatch = ArraysPerBatch * BytesPerArray;

    /// <summary>Events on the tape from one collection forced by the harness to the next.</summary>
    public const int EventsPerCollection = 4;

    /// <summary>A collection that came between the monitor's reading and the harness's.</summary>
    public const double CollectionsApart = 1;

    /// <summary>
    /// What is allocated between the two readings, by the trainer's queue of records when it grows for instance, and what the runtime
    /// counts as allocated during a collection. Less than half a micro-batch's.
    /// </summary>
    public const double BytesApart = 160_000;

    /// <summary>Reads it now.</summary>
    public static RuntimeReading Now() => new(GC.CollectionCount(0), GC.GetAllocatedBytesForCurrentThread());
}
