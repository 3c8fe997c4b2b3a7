using System.Runtime.CompilerServices;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// Feeds one stage's meter if the work is done by a device that the host runs ahead of. On the CPU the monitor feeds it directly.
/// </summary>
/// <param name="meter">The meter.</param>
/// <param name="doubtful">Receives what is doubtful when a batch is counted, if the meter is not fed with batches and cannot say it;
/// <see langword="null"/> for a meter that refuses it.</param>
internal abstract class StageTiming(ThroughputMeter meter, Action<MeterDoubt, BatchCounts>? doubtful)
{
    // A batch reaches the meter when its time is known. What the meter would refuse then is refused when the batch comes, by one that takes
    // no interest in time.
    private readonly ThroughputMeter _counted = new(windowSteps: 1, frequency: 1) { Doubtful = doubtful };
    private long _calls;

    // Micro-batches that were added up only, because neither an event nor a log is due before one of these. They are few fields beside each
    // other: what a training step has pushed out of the cache takes longer to come back than to add up.
    private long _quietUntil;
    private long _wholeCycleEnd; // micro-batches at the end of this cycle, if it is whole
    private int _quietAccumulate;
    private bool _countsItems;
    private bool _countsFlops;
    private bool _quietEndsCycle;
    private long _quietBatches;
    private long _quietSteps;
    private long _quietSamples;
    private long _quietItems;
    private Int128 _quietFlops;

    /// <summary>Feeds a meter with batches, which itself says what is doubtful.</summary>
    protected StageTiming(ThroughputMeter meter)
        : this(meter, static (_, _) => { }) { }

    /// <summary>Micro-batches that the meter does not know of yet.</summary>
    public long Pending => Counted.Totals.Batches - meter.Totals.Batches;

    /// <summary>The meter.</summary>
    protected ThroughputMeter Meter => meter;

    /// <summary>What was counted, whether its time is known or not. Its own time means nothing.</summary>
    protected ThroughputMeter Counted
    {
        get
        {
            if (_quietBatches > 0)
                TakeInQuiet();
            return _counted;
        }
    }

    /// <summary>The way that the options ask for.</summary>
    public static StageTiming Of(DeviceTiming timing, CudaStream stream, ThroughputMeter meter, TimeProvider time) =>
        timing switch
        {
            DeviceTiming.Events when meter.KeepsStepTimes => new EventTiming(stream, meter, time.TimestampFrequency),
            DeviceTiming.Events => new LogEventTiming(stream, meter, time.TimestampFrequency),
            DeviceTiming.SyncAtLog => new SyncAtLogTiming(stream, meter, time),
            _ => new SyncEveryBatchTiming(stream, meter, time),
        };

    /// <summary>Begins a run of the stage.</summary>
    public void Start()
    {
        (_quietBatches, _quietSteps, _quietSamples, _quietItems, _quietFlops) = (0, 0, 0, 0, 0);
        EndQuiet();
        _counted.Start(_calls);
        OnStart();
    }

    /// <summary>Stops the stage's clock.</summary>
    public void Pause()
    {
        Counted.Pause(_calls);
        EndQuiet();
        OnPause();
    }

    /// <summary>Lets the stage's clock go on.</summary>
    public void Resume()
    {
        Counted.Resume(_calls);
        OnResume();
    }

    /// <summary>Counts one micro-batch.</summary>
    /// <param name="counts">What it held.</param>
    /// <param name="endsCycle">Whether it ends a cycle.</param>
    /// <param name="next">Where the next log is; <see cref="NextLog.NotHere"/> if the micro-batch ends no cycle.</param>
    /// <exception cref="ArgumentException">A count is wrong; nothing was counted.</exception>
    /// <exception cref="CudaException">The driver failed.</exception>
    public void Add(in BatchCounts counts, bool endsCycle, in NextLog next)
    {
        EndQuiet();
        Counted.Add(++_calls, counts, endsCycle);
        (_countsItems, _countsFlops) = (counts.Items.HasValue, counts.Flops.HasValue);
        OnAdd(counts, endsCycle, next);
    }

    /// <summary>
    /// Counts one micro-batch if no log is due at it, nothing about it is doubtful, and it ends no short cycle: that moves what was
    /// foreseen. It places an event if one was foreseen here.
    /// </summary>
    /// <param name="counts">What it held.</param>
    /// <param name="endsCycle">Whether it ends a cycle.</param>
    /// <param name="batches">Micro-batches of the run, with this one.</param>
    /// <param name="accumulate">Micro-batches in a whole cycle.</param>
    /// <returns>Whether it was counted; if not, <see cref="Add"/> must count it.</returns>
    /// <exception cref="CudaException">The driver failed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAddQuietly(in BatchCounts counts, bool endsCycle, long batches, int accumulate)
    {
        long items = counts.Items.GetValueOrDefault(),
            flops = counts.Flops.GetValueOrDefault();
        bool isDue = batches >= _quietUntil;
        if (
            accumulate != _quietAccumulate
            || counts.Samples is < 1 or > int.MaxValue
            || counts.Items.HasValue != _countsItems
            || counts.Flops.HasValue != _countsFlops
            || (counts.Items.HasValue && (items < counts.Samples || items > int.MaxValue))
            || flops < 0
            || (endsCycle && batches != _wholeCycleEnd)
            || (isDue && !(endsCycle && IsEventDue))
        )
        {
            return false;
        }
        _quietBatches++;
        _quietSamples += counts.Samples;
        _quietItems += items;
        _quietFlops += flops;
        if (endsCycle)
        {
            _quietSteps++;
            _wholeCycleEnd += accumulate;
        }
        _quietEndsCycle = endsCycle;
        if (isDue)
            PlaceDue();
        return true;
    }

    /// <summary>After an end of a cycle, and its log if there was one: says until when micro-batches may be added quietly.</summary>
    /// <param name="schedule">When logs are due.</param>
    /// <param name="batches">Micro-batches of the run.</param>
    /// <param name="steps">Optimizer steps of the run.</param>
    /// <param name="accumulate">Micro-batches in a whole cycle.</param>
    public void BeQuiet(in LogSchedule schedule, long batches, long steps, int accumulate)
    {
        long away = schedule.CyclesUntilDue(batches, steps, accumulate);
        if (
            NeededBefore(away, schedule.CyclesApart(accumulate)) is not { } needed
            || Math.Max(_counted.Totals.Samples, _counted.Totals.Items) > long.MaxValue / 2
        )
        {
            return;
        }
        (_quietUntil, _wholeCycleEnd) = (batches + (away - needed) * accumulate, batches + accumulate);
        _quietAccumulate = accumulate;
    }

    /// <summary>Ends a cycle whose last micro-batch was counted as one inside it.</summary>
    /// <param name="next">Where the next log is.</param>
    /// <exception cref="CudaException">The driver failed.</exception>
    public void EndCycle(in NextLog next)
    {
        EndQuiet();
        Counted.EndCycle(++_calls);
        OnEndCycle(next);
    }

    /// <summary>Tells the meter what is known by now; it never waits.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public virtual void TakeIn() { }

    /// <summary>Waits until the device has done everything, and tells the meter.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public virtual void Settle() { }

    /// <summary>The run is over, however it ended: tells the meter what can still be known, and keeps nothing of the driver's.</summary>
    public void End()
    {
        try
        {
            Settle();
        }
        catch (CudaException)
        {
            // A device that fails takes the times of what it had not done with it. The caller that asked for that work hears of it from
            // libtorch or by an earlier call.
        }
        finally
        {
            Free();
        }
    }

    protected abstract void OnStart();

    protected abstract void OnPause();

    protected abstract void OnResume();

    protected abstract void OnAdd(in BatchCounts counts, bool endsCycle, in NextLog next);

    protected abstract void OnEndCycle(in NextLog next);

    /// <summary>Micro-batches were counted of which nothing was asked.</summary>
    /// <param name="endsCycle">Whether the last of them ended a cycle.</param>
    protected virtual void OnQuiet(bool endsCycle) { }

    /// <summary>Places the event that is due here.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    protected virtual void PlaceDue() { }

    /// <summary>Whether it is known already which event is due at the next end of a cycle that has to be asked about.</summary>
    protected bool IsEventDue { get; set; }

    /// <summary>The next end of a cycle that has to be asked about comes so many ends after the one before.</summary>
    protected void BeQuietFor(long cycles) => _quietUntil += cycles * _quietAccumulate;

    /// <summary>How many ends of cycles before the next log the next one lies that has to be asked about; see <see
    /// cref="EventPlan.NeededBefore"/>. <see langword="null"/> if all have to.</summary>
    protected virtual long? NeededBefore(long away, long apart) => null;

    /// <summary>Gives back what is the driver's.</summary>
    protected virtual void Free() { }

    private void EndQuiet() => _quietAccumulate = 0;

    private void TakeInQuiet()
    {
        _counted.AddSum(++_calls, _quietBatches, _quietSteps, _quietSamples, _quietItems, _quietFlops);
        (_quietBatches, _quietSteps, _quietSamples, _quietItems, _quietFlops) = (0, 0, 0, 0, 0);
        OnQuiet(_quietEndsCycle);
    }
}
