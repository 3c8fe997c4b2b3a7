using System.Globalization;

namespace ThroughputBench.Monitoring;

/// <summary>
/// How often a throughput monitor logs: every <see cref="Every"/> micro-batches or every <see cref="Every"/> optimizer steps.
/// </summary>
/// <remarks>
/// A rate is exact only over whole accumulation cycles, so a log may not fall in the middle of one. With
/// <c>accumulate_grad_batches = A</c> and an interval of L this gives one rule for each unit: L counted in batches must be a multiple of A
/// (<c>L % A == 0</c>); L counted in optimizer steps is always sound.
/// </remarks>
public readonly record struct LogInterval
{
    // One less than Every, so that default(LogInterval) is the interval that it reads as: every batch.
    private readonly int _between;

    /// <summary>Creates an interval.</summary>
    /// <param name="every">How many units lie between two logs; at least 1.</param>
    /// <param name="unit">What <paramref name="every"/> counts.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is less than 1, or <paramref name="unit"/> is not a
    /// <see cref="LogUnit"/>.</exception>
    public LogInterval(int every, LogUnit unit)
    {
        if (every < 1)
            throw Refusal.OutOfRange(nameof(every), every, $"A log interval must be at least 1, not {every}.");
        if (!Enum.IsDefined(unit))
            throw Refusal.OutOfRange(nameof(unit), unit, $"A log interval counts either batches or steps.");
        _between = every - 1;
        Unit = unit;
    }

    /// <summary>How many units lie between two logs; at least 1.</summary>
    public int Every => _between + 1;

    /// <summary>What <see cref="Every"/> counts.</summary>
    public LogUnit Unit { get; }

    /// <summary>An interval counted in micro-batches.</summary>
    /// <param name="every">At least 1.</param>
    public static LogInterval Batches(int every) => new(every, LogUnit.Batches);

    /// <summary>An interval counted in optimizer steps.</summary>
    /// <param name="every">At least 1.</param>
    public static LogInterval Steps(int every) => new(every, LogUnit.Steps);

    /// <summary>Whether every log falls on the end of a cycle of <paramref name="accumulate"/> micro-batches.</summary>
    /// <param name="accumulate">Micro-batches per optimizer step (<c>accumulate_grad_batches</c>); at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="accumulate"/> is less than 1.</exception>
    public bool Accepts(int accumulate)
    {
        RequirePositive(accumulate);
        return Unit == LogUnit.Steps || Every % accumulate == 0;
    }

    /// <summary>Refuses an accumulation whose cycles this interval would cut.</summary>
    /// <param name="accumulate">Micro-batches per optimizer step (<c>accumulate_grad_batches</c>); at least 1.</param>
    /// <exception cref="IncompatibleLogIntervalException">A log would fall in the middle of a cycle. The message names both numbers, the
    /// nearest intervals that fit and the ways out.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="accumulate"/> is less than 1.</exception>
    public void EnsureAccepts(int accumulate)
    {
        if (!Accepts(accumulate))
            throw new IncompatibleLogIntervalException(this, accumulate);
    }

    /// <summary>
    /// The nearest interval in batches that <paramref name="accumulate"/> accepts and that is not above this one, or <see langword="null"/>
    /// if there is none.
    /// </summary>
    /// <param name="accumulate">Micro-batches per optimizer step; at least 1.</param>
    public LogInterval? NearestBelow(int accumulate)
    {
        RequirePositive(accumulate);
        int below = Every / accumulate * accumulate;
        return below == 0 ? null : Batches(below);
    }

    /// <summary>
    /// The nearest interval in batches that <paramref name="accumulate"/> accepts and that is not below this one, or <see langword="null"/>
    /// if it would exceed <see cref="int.MaxValue"/>.
    /// </summary>
    /// <param name="accumulate">Micro-batches per optimizer step; at least 1.</param>
    public LogInterval? NearestAbove(int accumulate)
    {
        RequirePositive(accumulate);
        long above = ((long)Every + accumulate - 1) / accumulate * accumulate;
        return above > int.MaxValue ? null : Batches((int)above);
    }

    /// <summary>For example <c>every 8 batches</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"every {Every} {(Unit, Every) switch { (LogUnit.Batches, 1) => "batch", (LogUnit.Batches, _) => "batches", (_, 1) => "optimizer step", _ => "optimizer steps" }}"
        );

    private static void RequirePositive(int accumulate)
    {
        if (accumulate < 1)
            throw Refusal.OutOfRange(nameof(accumulate), accumulate, $"accumulate_grad_batches must be at least 1, not {accumulate}.");
    }
}
