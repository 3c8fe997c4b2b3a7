namespace ThroughputBench.Monitoring;

/// <summary>
/// Says at the end of each accumulation cycle whether a log is due: when the interval's count has passed a multiple of L since the last
/// log.
/// </summary>
/// <remarks>
/// While every cycle is whole this is the same as <c>count % L == 0</c>. A short last cycle of an epoch, or an accumulation that changes
/// between epochs, shifts the count against the cycles; the log then falls on the first end of a cycle at or after the multiple, never
/// inside a cycle, and none is skipped if epochs are shorter than L.
/// </remarks>
public struct LogSchedule
{
    private readonly LogInterval _interval;
    private readonly long _before;
    private long _next;

    /// <summary>Creates a schedule whose first log is due after one whole interval.</summary>
    /// <param name="interval">How often to log.</param>
    public LogSchedule(LogInterval interval)
        : this(interval, batchesBefore: 0, stepsBefore: 0) { }

    /// <summary>Creates the schedule of a training that is resumed: logs are due where they would be without the interruption.</summary>
    /// <param name="interval">How often to log.</param>
    /// <param name="batchesBefore">Micro-batches that were trained before; at least 0.</param>
    /// <param name="stepsBefore">Optimizer steps that were taken before; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public LogSchedule(LogInterval interval, long batchesBefore, long stepsBefore)
    {
        long before = interval.Unit == LogUnit.Batches ? batchesBefore : stepsBefore;
        if (before < 0)
            throw Refusal.OutOfRange(nameof(batchesBefore), before, $"What was trained before must not be negative: {before}.");
        _interval = interval;
        _before = before;
        _next = NextAfter(before);
    }

    /// <summary>
    /// Whether a log is due at this end of a cycle. A log that is due counts as written: the next one is due at the next multiple.
    /// </summary>
    /// <param name="batches">Micro-batches since the schedule began, without those before it.</param>
    /// <param name="steps">Optimizer steps since the schedule began, without those before it.</param>
    public bool IsDue(long batches, long steps)
    {
        long count = _before + (_interval.Unit == LogUnit.Batches ? batches : steps);
        if (count < _next)
            return false;
        _next = NextAfter(count);
        return true;
    }

    /// <summary>How many ends of cycles lie between two logs while every cycle is whole; at least 1.</summary>
    /// <param name="accumulate">Micro-batches per optimizer step; at least 1.</param>
    internal readonly long CyclesApart(int accumulate) => CyclesIn(_interval.Every, accumulate);

    /// <summary>At which end of a cycle after this one the next log is due, if every cycle until then is whole; at least 1.</summary>
    /// <param name="batches">Micro-batches since the schedule began, without those before it, at an end of a cycle that <see cref="IsDue"/>
    /// was asked about.</param>
    /// <param name="steps">Optimizer steps since the schedule began, without those before it.</param>
    /// <param name="accumulate">Micro-batches per optimizer step; at least 1.</param>
    internal readonly long CyclesUntilDue(long batches, long steps, int accumulate) =>
        CyclesIn(_next - _before - (_interval.Unit == LogUnit.Batches ? batches : steps), accumulate);

    private readonly long CyclesIn(long count, int accumulate) =>
        _interval.Unit == LogUnit.Steps || accumulate == 1 ? count : (count + accumulate - 1) / accumulate;

    private readonly long NextAfter(long count) => (count / _interval.Every + 1) * _interval.Every;
}
