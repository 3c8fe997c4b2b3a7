using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Flops;

/// <summary>Floating-point operations of a forward pass and of the backward pass that belongs to it.</summary>
/// <param name="Forward">Operations of the forward pass; at least 0.</param>
/// <param name="Backward">Operations of the backward pass; at least 0.</param>
public readonly record struct PassFlops(long Forward, long Backward)
{
    /// <summary>Forward and backward: what one micro-batch of training costs.</summary>
    /// <exception cref="OverflowException">The sum exceeds 63 bits.</exception>
    public long ForwardAndBackward => checked(Forward + Backward);

    /// <summary>
    /// The product of a matrix of <paramref name="rows"/> × <paramref name="inner"/> and one of <paramref name="inner"/> ×
    /// <paramref name="columns"/>: 2 · rows · inner · columns operations forward (a multiply-accumulate is two), and as many again in the
    /// backward pass for each of the two operands that needs a gradient.
    /// </summary>
    /// <param name="rows">Rows of the left operand; at least 0.</param>
    /// <param name="inner">Columns of the left operand and rows of the right one; at least 0.</param>
    /// <param name="columns">Columns of the right operand; at least 0.</param>
    /// <param name="leftNeedsGradient">Whether the backward pass computes the left operand's gradient.</param>
    /// <param name="rightNeedsGradient">Whether the backward pass computes the right operand's gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    /// <exception cref="OverflowException">The count exceeds 63 bits.</exception>
    public static PassFlops MatrixProduct(
        long rows,
        long inner,
        long columns,
        bool leftNeedsGradient = true,
        bool rightNeedsGradient = true
    )
    {
        RequireSize(nameof(rows), rows);
        RequireSize(nameof(inner), inner);
        RequireSize(nameof(columns), columns);
        long product = checked(2 * rows * inner * columns);
        return new PassFlops(product, checked((leftNeedsGradient ? product : 0) + (rightNeedsGradient ? product : 0)));
    }

    private static void RequireSize(string name, long size)
    {
        if (size < 0)
            throw Refusal.OutOfRange(name, size, $"A matrix product's size must not be negative: {name} is {size}.");
    }

    /// <summary>The operations of both.</summary>
    /// <param name="left">One count.</param>
    /// <param name="right">The other.</param>
    /// <exception cref="OverflowException">A sum exceeds 63 bits.</exception>
    public static PassFlops operator +(PassFlops left, PassFlops right) =>
        checked(new(left.Forward + right.Forward, left.Backward + right.Backward));

    /// <summary>The operations of several passes, or of the products of a batch.</summary>
    /// <param name="flops">The operations of one.</param>
    /// <param name="times">How many; at least 0.</param>
    /// <exception cref="OverflowException">A count exceeds 63 bits.</exception>
    public static PassFlops operator *(PassFlops flops, long times) => checked(new(flops.Forward * times, flops.Backward * times));

    /// <summary>The same as the <c>+</c> operator.</summary>
    /// <param name="left">One count.</param>
    /// <param name="right">The other.</param>
    public static PassFlops Add(PassFlops left, PassFlops right) => left + right;

    /// <summary>The same as the <c>*</c> operator.</summary>
    /// <param name="flops">The operations of one.</param>
    /// <param name="times">How many; at least 0.</param>
    public static PassFlops Multiply(PassFlops flops, long times) => flops * times;
}
