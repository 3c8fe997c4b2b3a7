using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// Feeds one stage's meter where the work is done by a device that the host runs ahead of. On the CPU the monitor feeds it directly.
/// </summary>
/// <param name="meter">The meter.</param>
/// <param name="doubtful">Told of what is doubtful when a batch is counted, if the meter is not fed with batches and cannot say it;
/// <see langword="null"/> for a meter that refuses it.</param>
internal abstract class StageTiming(ThroughputMeter meter, Action<MeterDoubt, BatchCounts>? doubtful)
{
    // A batch reaches the meter when its time is known. What the meter would refuse then is refused when the batch comes, by one that takes
    // no interest in time.
    private readonly ThroughputMeter _counted = new(windowSteps: 1, frequency: 1) { Doubtful = doubtful };
    private long _calls;

    /// <summary>Feeds a meter with batches, which itself says what is doubtful.</summary>
    protected StageTiming(ThroughputMeter meter)
        : this(meter, static (_, _) => { }) { }

    /// <summary>Micro-batches that the meter does not know of yet.</summary>
    public long Pending => _counted.Totals.Batches - meter.Totals.Batches;

    /// <summary>The meter.</summary>
    protected ThroughputMeter Meter => meter;

    /// <summary>What was counted, whether its time is known or not. Its own time means nothing.</summary>
    protected ThroughputMeter Counted => _counted;

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
        _counted.Start(_calls);
        OnStart();
    }

    /// <summary>Stops the stage's clock.</summary>
    public void Pause()
    {
        _counted.Pause(_calls);
        OnPause();
    }

    /// <summary>Lets the stage's clock go on.</summary>
    public void Resume()
    {
        _counted.Resume(_calls);
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
        _counted.Add(++_calls, counts, endsCycle);
        OnAdd(counts, endsCycle, next);
    }

    /// <summary>Ends a cycle whose last micro-batch was counted as one inside it.</summary>
    /// <param name="next">Where the next log is.</param>
    /// <exception cref="CudaException">The driver failed.</exception>
    public void EndCycle(in NextLog next)
    {
        _counted.EndCycle(++_calls);
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
            // libtorch or by an
            // earlier call.
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

    /// <summary>Gives back what is the driver's.</summary>
    protected virtual void Free() { }
}
