using System.Runtime.CompilerServices;

namespace ThroughputBench.Monitoring;

/// <summary>What a stage has counted since it began.</summary>
/// <param name="Ticks">Time spent in the stage, in ticks of the meter's frequency; pauses (validation and its tail) are left out.</param>
/// <param name="Batches">Micro-batches.</param>
/// <param name="Steps">Optimizer steps (ends of accumulation cycles).</param>
/// <param name="Samples">Samples.</param>
/// <param name="Items">Items; 0 if they are not counted.</param>
/// <param name="Flops">Floating-point operations; 0 if they are not counted. 128 bits, because a device of 10¹⁵ FLOP/s fills 63 in under
/// three hours.</param>
public readonly record struct ThroughputTotals(long Ticks, long Batches, long Steps, long Samples, long Items, Int128 Flops)
{
    /// <summary>The totals of two spans of work.</summary>
    /// <param name="left">One span.</param>
    /// <param name="right">The other.</param>
    /// <exception cref="OverflowException">A sum exceeds 63 bits, or that of the FLOPs 127.</exception>
    public static ThroughputTotals operator +(ThroughputTotals left, ThroughputTotals right) =>
        checked(
            new(
                left.Ticks + right.Ticks,
                left.Batches + right.Batches,
                left.Steps + right.Steps,
                left.Samples + right.Samples,
                left.Items + right.Items,
                left.Flops + right.Flops
            )
        );

    /// <summary>What was counted between two moments.</summary>
    /// <param name="later">The totals at the later moment.</param>
    /// <param name="earlier">The totals at the earlier moment.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThroughputTotals operator -(ThroughputTotals later, ThroughputTotals earlier) =>
        new(
            later.Ticks - earlier.Ticks,
            later.Batches - earlier.Batches,
            later.Steps - earlier.Steps,
            later.Samples - earlier.Samples,
            later.Items - earlier.Items,
            later.Flops - earlier.Flops
        );

    /// <summary>The same as the <c>+</c> operator.</summary>
    /// <param name="left">One span.</param>
    /// <param name="right">The other.</param>
    public static ThroughputTotals Add(ThroughputTotals left, ThroughputTotals right) => left + right;

    /// <summary>The same as the <c>-</c> operator.</summary>
    /// <param name="later">The totals at the later moment.</param>
    /// <param name="earlier">The totals at the earlier moment.</param>
    public static ThroughputTotals Subtract(ThroughputTotals later, ThroughputTotals earlier) => later - earlier;
}
