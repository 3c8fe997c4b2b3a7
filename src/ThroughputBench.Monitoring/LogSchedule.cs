namespace ThroughputBench.Monitoring;

/// <summary>
/// Says at the end of each accumulation cycle whether a log is due: when the interval's count has passed a multiple of L since the last log.
/// </summary>
/// <remarks>
/// While every cycle is whole this is the same as <c>count % L == 0</c>. A short last cycle of an epoch, or an accumulation that changes between
/// epochs, shifts the count against the cycles; the log then falls on the first end of a cycle at or after the multiple, never inside a cycle,
/// and none is skipped where epochs are shorter than L.
/// </remarks>
public struct LogSchedule
{
    private readonly LogInterval _interval;
    private long _next;

    /// <summary>Creates a schedule whose first log is due after one whole interval.</summary>
    /// <param name="interval">How often to log.</param>
    public LogSchedule(LogInterval interval)
    {
        _interval = interval;
        _next = interval.Every;
    }

    /// <summary>Whether a log is due at this end of a cycle. A log that is due is taken as given: the next one is due at the next multiple.</summary>
    /// <param name="batches">Micro-batches since the schedule began.</param>
    /// <param name="steps">Optimizer steps since the schedule began.</param>
    public bool IsDue(long batches, long steps)
    {
        long count = _interval.Unit == LogUnit.Batches ? batches : steps;
        if (count < _next)
            return false;
        _next = (count / _interval.Every + 1) * _interval.Every;
        return true;
    }

    /// <summary>How many ends of cycles lie between two logs while every cycle is whole; at least 1.</summary>
    /// <param name="accumulate">Micro-batches per optimizer step; at least 1.</param>
    internal readonly long CyclesApart(int accumulate) => CyclesIn(_interval.Every, accumulate);

    /// <summary>At which end of a cycle after this one the next log is due, if every cycle until then is whole; at least 1.</summary>
    /// <param name="batches">Micro-batches since the schedule began, at an end of a cycle that <see cref="IsDue"/> was asked about.</param>
    /// <param name="steps">Optimizer steps since the schedule began.</param>
    /// <param name="accumulate">Micro-batches per optimizer step; at least 1.</param>
    internal readonly long CyclesUntilDue(long batches, long steps, int accumulate) =>
        CyclesIn(_next - (_interval.Unit == LogUnit.Batches ? batches : steps), accumulate);

    private readonly long CyclesIn(long count, int accumulate) => _interval.Unit == LogUnit.Steps || accumulate == 1 ? count : (count + accumulate - 1) / accumulate;
}
