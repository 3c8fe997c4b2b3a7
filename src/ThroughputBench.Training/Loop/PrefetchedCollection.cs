namespace ThroughputBench.Training;

/// <summary>The same for a source of known length.</summary>
internal sealed class PrefetchedCollection<TBatch>(IEnumerable<TBatch> source, int batches, Func<TBatch, TBatch>? keep)
    : PrefetchedSource<TBatch>(source, batches, keep),
        IReadOnlyCollection<TBatch>
{
    private readonly IEnumerable<TBatch> _source = source;

    public int Count => BatchFeed<TBatch>.CountOf(_source) ?? 0;
}
