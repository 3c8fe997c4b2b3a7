using System.Collections;

namespace ThroughputBench.Training.Tests;

/// <summary>Data whose end shows only when the next batch is requested, again at each enumeration.</summary>
internal sealed class LazySource<TBatch>(IReadOnlyList<TBatch> batches) : IEnumerable<TBatch>
{
    /// <summary>How often a batch was requested.</summary>
    public int Asked { get; private set; }

    public IEnumerator<TBatch> GetEnumerator()
    {
        for (int i = 0; ; i++)
        {
            Asked++;
            if (i == batches.Count)
                yield break;
            yield return batches[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
