using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>Batches [samples, 1].</summary>
internal static class Batches
{
    /// <summary>Batches of one size.</summary>
    public static Tensor[] Of(int count, int samples = 1) => [.. Enumerable.Repeat(ones(samples, 1), count)];

    /// <summary>A batch of each size.</summary>
    public static Tensor[] OfSizes(params long[] sizes) => [.. sizes.Select(size => ones(size, 1))];
}
