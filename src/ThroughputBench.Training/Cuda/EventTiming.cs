using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// <see cref="DeviceTiming.Events"/> with step times: an event at each end of a cycle, and the device's own times, given to the meter as
/// they become known.
/// </summary>
internal sealed class EventTiming(CudaStream stream, ThroughputMeter meter, long frequency) : StageTiming(meter)
{
    /// <summary>
    /// Ends of cycles that are taken in, at most, each time that one is placed: one keeps up, and the second catches up if the device was
    /// behind. The cost of a step stays bounded, and a log finds little left to do.
    /// </summary>
    private const int EndsPerStep = 2;

    private readonly EventTimeline _timeline = new(stream, frequency);
    private long _origin;
    private long _pausedAt;
    private long _latest;
    private long _latestEnd;

    public override void TakeIn() => TakeIn(int.MaxValue, waits: false);

    public override void Settle()
    {
        _timeline.Close();
        TakeIn(int.MaxValue, waits: true);
    }

    // The stage's totals begin at 0 at once, not when the device has come to its beginning; its time is counted from there, pauses left
    // out.
    protected override void OnStart()
    {
        Meter.Start(0);
        (_latest, _latestEnd) = (0, 0);
        _timeline.Record(new StreamMark(StreamMarkKind.Start));
    }

    protected override void OnPause() => _timeline.Record(new StreamMark(StreamMarkKind.Pause));

    protected override void OnResume() => _timeline.Record(new StreamMark(StreamMarkKind.Resume));

    protected override void OnAdd(in BatchCounts counts, bool endsCycle, in NextLog next)
    {
        if (!endsCycle)
        {
            _timeline.Add(new StreamMark(StreamMarkKind.Batch, counts));
            return;
        }
        _timeline.Record(new StreamMark(StreamMarkKind.CycleEnd, counts));
        if (!next.IsHere) // a log takes in whatever there is
            TakeIn(EndsPerStep, waits: false);
    }

    protected override void OnEndCycle(in NextLog next)
    {
        _timeline.Record(new StreamMark(StreamMarkKind.LateCycleEnd));
        if (!next.IsHere)
            TakeIn(EndsPerStep, waits: false);
    }

    protected override void Free() => _timeline.Clear();

    private void TakeIn(int ends, bool waits)
    {
        while (ends > 0 && _timeline.TryTake(waits, out StreamMark mark, out long ticks))
        {
            Tell(mark, ticks);
            if (mark.Kind != StreamMarkKind.Batch)
                ends--;
        }
    }

    private void Tell(in StreamMark mark, long ticks)
    {
        switch (mark.Kind)
        {
            case StreamMarkKind.Start:
                _origin = ticks;
                break;
            case StreamMarkKind.Pause:
                _pausedAt = ticks;
                break;
            case StreamMarkKind.Resume:
                _origin += ticks - _pausedAt;
                break;
            case StreamMarkKind.Batch:
                Meter.Add(_latest = Math.Max(_latest, ticks - _origin), mark.Counts, endsCycle: false);
                break;
            case StreamMarkKind.CycleEnd:
                Meter.Add(NextEnd(ticks), mark.Counts, endsCycle: true);
                break;
            case StreamMarkKind.LateCycleEnd:
                Meter.EndCycle(NextEnd(ticks));
                break;
        }
    }

    // Two ends nearer to each other than the device's clock can tell are still one after the other.
    private long NextEnd(long ticks) => _latestEnd = _latest = Math.Max(Math.Max(_latest, _latestEnd + 1), ticks - _origin);
}
