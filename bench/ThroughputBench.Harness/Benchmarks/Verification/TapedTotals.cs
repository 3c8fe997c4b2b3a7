using ThroughputBench.Training.Flops;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>The harness's counts up to a moment.</summary>
/// <param name="Units">Time spent on it, pauses left out.</param>
/// <param name="Batches">Micro-batches.</param>
/// <param name="Steps">Optimizer steps; in evaluation each batch is one.</param>
/// <param name="Samples">Samples.</param>
/// <param name="Items">Items.</param>
/// <param name="ForwardFlops">Floating-point operations of the forward passes, by <see cref="FlopsOf"/>.</param>
/// <param name="BackwardFlops">The same of the backward passes.</param>
/// <param name="EmptyBatches">Micro-batches without a sample.</param>
internal readonly record struct TapedTotals(
    long Units,
    long Batches,
    long Steps,
    long Samples,
    long Items,
    long ForwardFlops,
    long BackwardFlops,
    long EmptyBatches = 0
)
{
    /// <summary>FLOPs that are not proportional to any other count; none of an empty batch.</summary>
    public static PassFlops FlopsOf(Batch batch) =>
        batch.Samples == 0 ? default : new PassFlops(1_000_003 * batch.Samples + 17, 1_700_021 * batch.Items + 5);

    public static TapedTotals operator +(TapedTotals left, TapedTotals right) =>
        new(
            left.Units + right.Units,
            left.Batches + right.Batches,
            left.Steps + right.Steps,
            left.Samples + right.Samples,
            left.Items + right.Items,
            left.ForwardFlops + right.ForwardFlops,
            left.BackwardFlops + right.BackwardFlops,
            left.EmptyBatches + right.EmptyBatches
        );

    public static TapedTotals operator -(TapedTotals left, TapedTotals right) =>
        new(
            left.Units - right.Units,
            left.Batches - right.Batches,
            left.Steps - right.Steps,
            left.Samples - right.Samples,
            left.Items - right.Items,
            left.ForwardFlops - right.ForwardFlops,
            left.BackwardFlops - right.BackwardFlops,
            left.EmptyBatches - right.EmptyBatches
        );

    /// <summary>One micro-batch more.</summary>
    public TapedTotals With(Batch batch)
    {
        PassFlops flops = FlopsOf(batch);
        return this
            + new TapedTotals(0, 1, 0, batch.Samples, batch.Items, flops.Forward, flops.Backward, batch.Samples == 0 ? 1 : 0);
    }
}
