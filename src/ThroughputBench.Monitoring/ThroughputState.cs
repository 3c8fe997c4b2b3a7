using System.Globalization;

namespace ThroughputBench.Monitoring;

/// <summary>
/// What was counted over the lifetime of a training, in all its runs: what a checkpoint keeps so that a resumed run continues the count. It
/// depends on no clock, so it may be saved on one machine and loaded on another. The default value is that of a training that has not
/// begun.
/// </summary>
/// <param name="Seconds">Time spent in the stage, pauses left out; finite and at least 0.</param>
/// <param name="Batches">Micro-batches; at least 0. If it is 0, so is everything else.</param>
/// <param name="Steps">Optimizer steps; from 0 to <paramref name="Batches"/>.</param>
/// <param name="Samples">Samples that could be counted; at least 0. A micro-batch may be empty.</param>
/// <param name="Items">Items; at least 0. <see langword="null"/> unless they were counted for every micro-batch of every run.</param>
/// <param name="Flops">Floating-point operations; at least 0. <see langword="null"/> unless they were counted for every micro-batch of
/// every run.</param>
public readonly record struct ThroughputState(double Seconds, long Batches, long Steps, long Samples, long? Items, Int128? Flops)
{
    /// <summary>What was counted before, and what came after it.</summary>
    /// <param name="before">What was counted before.</param>
    /// <param name="after">What came after it.</param>
    /// <exception cref="OverflowException">A sum exceeds 63 bits, or that of the FLOPs 127.</exception>
    internal static ThroughputState Join(in ThroughputState before, in ThroughputState after)
    {
        // An empty state has every count, though it names none.
        if (before.Batches == 0)
            return after;
        if (after.Batches == 0)
            return before;
        return checked(
            new ThroughputState(
                before.Seconds + after.Seconds,
                before.Batches + after.Batches,
                before.Steps + after.Steps,
                before.Samples + after.Samples,
                before.Items + after.Items,
                before.Flops + after.Flops
            )
        );
    }

    /// <summary>The same, for a reader that must not fail: a sum that exceeds its bits stays at the largest number.</summary>
    internal static ThroughputState JoinAtMost(in ThroughputState before, in ThroughputState after)
    {
        if (before.Batches == 0)
            return after;
        if (after.Batches == 0)
            return before;
        return new ThroughputState(
            Math.Min(double.MaxValue, before.Seconds + after.Seconds),
            AtMost(before.Batches, after.Batches),
            AtMost(before.Steps, after.Steps),
            AtMost(before.Samples, after.Samples),
            before.Items is { } items && after.Items is { } moreItems ? AtMost(items, moreItems) : null,
            before.Flops is { } flops && after.Flops is { } moreFlops
                ? flops + Int128.Min(moreFlops, Int128.MaxValue - flops)
                : null
        );

        static long AtMost(long some, long more) => some + Math.Min(more, long.MaxValue - some);
    }

    /// <summary>Refuses what no training can have counted.</summary>
    /// <exception cref="ArgumentException">A count is impossible; the message names it and its value.</exception>
    public void Validate()
    {
        if (!double.IsFinite(Seconds) || Seconds < 0)
            throw Impossible(nameof(Seconds), Seconds, "a finite number, at least 0");
        if (Batches < 0)
            throw Impossible(nameof(Batches), Batches, "at least 0");
        if (Steps < 0 || Steps > Batches)
            throw Impossible(nameof(Steps), Steps, FormattableString.Invariant($"from 0 to the {Batches} batches"));
        if (Samples < 0)
            throw Impossible(nameof(Samples), Samples, "at least 0");
        if (Items < 0)
            throw Impossible(nameof(Items), Items, "at least 0");
        if (Flops < 0)
            throw Impossible(nameof(Flops), Flops, "at least 0");
        if (Batches == 0 && (Seconds, Samples, Items ?? 0, Flops ?? 0) != (0, 0, 0, 0))
            throw Impossible(nameof(Batches), Batches, "at least 1 if anything was counted");
    }

    private static ArgumentException Impossible(string count, IFormattable? value, string wanted) =>
        new(string.Create(CultureInfo.InvariantCulture, $"A saved throughput state has {count} = {value}; it must be {wanted}."));
}
