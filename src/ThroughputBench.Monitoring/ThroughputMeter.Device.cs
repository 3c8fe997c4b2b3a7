namespace ThroughputBench.Monitoring;

/// <content>What a device did: counted by another meter, or added up, before its time is known.</content>
public sealed partial class ThroughputMeter
{
    /// <summary>Counts micro-batches that were added up before, and of which nothing is doubtful.</summary>
    /// <param name="timestamp">The time at the end of the last of them; this meter's steps have no times.</param>
    /// <param name="batches">Micro-batches.</param>
    /// <param name="steps">Ends of cycles among them.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="items">Items.</param>
    /// <param name="flops">Floating-point operations.</param>
    internal void AddSum(long timestamp, long batches, long steps, long samples, long items, Int128 flops)
    {
        _batches += batches;
        _steps += steps;
        _samples += samples;
        _items += items;
        _flops += flops;
        _ticks = _clock.TicksAt(timestamp);
        _clock.Advance(timestamp);
    }

    /// <summary>
    /// Takes over what another meter counted, up to a moment whose time is known. A device's work is counted when the host asks for it, but
    /// its time is known at few ends of cycles only, and only later; this meter then holds two of them, the ends of its window.
    /// </summary>
    /// <param name="counter">The meter that counted.</param>
    /// <param name="totals">What it had counted then, with the time.</param>
    /// <param name="unknown">What was not known of that.</param>
    /// <param name="cycleEnd">The totals at the latest end of a cycle until then whose time is known.</param>
    /// <param name="begin">The totals at the window's beginning.</param>
    /// <param name="end">The totals at the window's end, at a later time; those of <paramref name="begin"/> if no whole cycle lies in the
    /// window yet.</param>
    internal void TakeOver(
        ThroughputMeter counter,
        in ThroughputTotals totals,
        in UnknownCounts unknown,
        in ThroughputTotals cycleEnd,
        in ThroughputTotals begin,
        in ThroughputTotals end
    )
    {
        (_ticks, _batches, _steps, _samples, _items, _flops) = totals;
        _clock.AdvanceToTicks(totals.Ticks);
        (_counted, _cycleEnd, _doubts.Unknown) = (counter._counted, cycleEnd, unknown);
        _window.Clear();
        _window.Add(begin);
        if (end.Steps > begin.Steps)
            _window.Add(end);
    }
}
