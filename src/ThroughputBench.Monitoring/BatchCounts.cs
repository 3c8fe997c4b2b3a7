namespace ThroughputBench.Monitoring;

/// <summary>What one micro-batch held. Real counts, not configured ones: a short last batch counts what it has.</summary>
/// <param name="Samples">Samples in the micro-batch; at least 1.</param>
/// <param name="Items">Items (tokens, pixels, frames: what <c>length</c> means to the user) in the micro-batch; at least
/// <paramref name="Samples"/>. <see langword="null"/> if items are not counted.</param>
/// <param name="Flops">Floating-point operations spent on the micro-batch; at least 0. <see langword="null"/> if they are not
/// counted.</param>
public readonly record struct BatchCounts(long Samples, long? Items = null, long? Flops = null)
{
    /// <summary>Why no micro-batch can have held this; <see langword="null"/> if one can.</summary>
    internal ArgumentOutOfRangeException? RefusalOfSize()
    {
        const string Counts = "counts"; // the name of the callers' parameter
        if (Samples < 1)
            return Refusal.OutOfRange(Counts, Samples, $"A micro-batch must hold at least 1 sample, not {Samples}.");
        if (Items < Samples)
        {
            return Refusal.OutOfRange(
                Counts,
                Items,
                $"A micro-batch of {Samples} samples must hold at least as many items, not {Items}."
            );
        }
        return Flops < 0 ? Refusal.OutOfRange(Counts, Flops, $"FLOPs must not be negative: {Flops}.") : null;
    }
}
