using System.Collections;

namespace ThroughputBench.Training.Tests;

/// <summary>Data of which only asking for the next batch says that there is none: anew at each enumeration.</summary>
internal sealed class LazySource<TBatch>(IReadOnlyList<TBatch> batches) : IEnumerable<TBatch>
{
    /// <summary>How often a batch was asked for.</summary>
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
