using System.Collections;

namespace ThroughputBench.Training;

/// <summary>A source whose batches are prepared ahead.</summary>
internal class PrefetchedSource<TBatch>(IEnumerable<TBatch> source, int batches, Func<TBatch, TBatch>? keep) : IEnumerable<TBatch>
{
    public IEnumerator<TBatch> GetEnumerator() => new BatchPrefetcher<TBatch>(source.GetEnumerator(), batches, keep);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
