using TorchSharp;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>Batches [samples, 4] of seeded normal numbers.</summary>
internal static class TestBatches
{
    /// <summary>Batches that are there before training begins.</summary>
    public static Tensor[] Prepared(int count, int samples = 4, int seed = 1)
    {
        using var chance = new torch.Generator((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => randn(samples, 4, generator: chance))];
    }

    /// <summary>Batches that are made on request, each from several tensors.</summary>
    public static IEnumerable<Tensor> MadeOnTheFly(long count)
    {
        for (long i = 0; i < count; i++)
            yield return ones(4, 4) * (i % 7) + arange(4);
    }
}
