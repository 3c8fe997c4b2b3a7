using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>Data that are prepared while training runs.</summary>
public static class Prefetching
{
    /// <summary>
    /// Prepares the next batches of a source on a thread of its own, while training works on those before. Order, exceptions, the end and
    /// the source's disposal are as without it; what training still waits for data stays in the time ledger.
    /// </summary>
    /// <remarks>
    /// <para>The source is asked early, so it must not free or refill what it gave before. TorchSharp's <c>DataLoader</c> does:
    /// <paramref name="keep"/> makes of each batch one that lasts. A <c>Tensor.alias()</c> suffices for a tensor that the source frees, and
    /// costs no copy; one that it refills needs a <c>clone()</c>. A source that frees the batch's first tensor, or puts another in its
    /// place, is refused before a batch is trained on: to find out, the first batch waits for the second.</para>
    /// <para>Tensors that the source makes live until their batch is done, or until the enumeration is disposed. Up to
    /// <paramref name="batches"/> of them are alive beside the one in training.</para>
    /// <para>A source that draws from libtorch's default generator shares it with training, so the numbers would depend on who comes
    /// first: give it a generator of its own if runs are to be the same, or to resume bit for bit.</para>
    /// </remarks>
    /// <param name="source">The data. Its batches are requested by one thread, another for each enumeration.</param>
    /// <param name="batches">How many batches at most are prepared ahead; at least 1.</param>
    /// <param name="keep">Makes a batch that the source leaves alone, on the thread that prepares; <see langword="null"/> takes each as it
    /// is.</param>
    /// <typeparam name="TBatch">What the source yields.</typeparam>
    /// <returns>The same batches in the same order. Its length is known if the source's is.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batches"/> is less than 1.</exception>
    public static IEnumerable<TBatch> Prefetch<TBatch>(this IEnumerable<TBatch> source, int batches, Func<TBatch, TBatch>? keep = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (batches < 1)
            throw Refusal.OutOfRange(nameof(batches), batches, $"At least 1 batch must be prepared ahead, not {batches}.");
        return BatchFeed<TBatch>.CountOf(source) is null
            ? new PrefetchedSource<TBatch>(source, batches, keep)
            : new PrefetchedCollection<TBatch>(source, batches, keep);
    }
}
