using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// <see cref="DeviceTiming.SyncAtLog"/>: the host's times, right at logs. When a stage begins, pauses, resumes or ends, it waits for the
/// device too: that is off the path of a step, and keeps what the device does for one stage out of the other's time.
/// </summary>
internal sealed class SyncAtLogTiming(CudaStream stream, ThroughputMeter meter, TimeProvider time) : StageTiming(meter)
{
    // The latest micro-batch is held back: if it turns out to be the stage's last, or the last before a pause, its end is when the
    // device was done.
    private (long Timestamp, BatchCounts Counts, bool EndsCycle)? _held;

    public override void Settle()
    {
        if (_held is { } held)
            Tell(held with { Timestamp = DoneTimestamp() });
        _held = null;
    }

    protected override void OnStart() => Meter.Start(DoneTimestamp());

    protected override void OnPause()
    {
        Settle();
        Meter.Pause(time.GetTimestamp());
    }

    protected override void OnResume() => Meter.Resume(DoneTimestamp());

    protected override void OnAdd(in BatchCounts counts, bool endsCycle, in NextLog next)
    {
        if (_held is { } held)
            Tell(held);
        _held = null;
        if (next.IsHere)
            Meter.Add(DoneTimestamp(), counts, endsCycle);
        else
            _held = (time.GetTimestamp(), counts, endsCycle);
    }

    protected override void OnEndCycle(in NextLog next)
    {
        if (_held is { } held)
        {
            _held = null;
            OnAdd(held.Counts, endsCycle: true, next);
            return;
        }
        Meter.EndCycle(next.IsHere ? DoneTimestamp() : time.GetTimestamp());
    }

    protected override void Free() => _held = null;

    private long DoneTimestamp()
    {
        stream.Synchronize();
        return time.GetTimestamp();
    }

    private void Tell(in (long Timestamp, BatchCounts Counts, bool EndsCycle) batch) =>
        Meter.Add(batch.Timestamp, batch.Counts, batch.EndsCycle);
}
