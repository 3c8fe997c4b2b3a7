namespace ThroughputBench.Monitoring;

/// <summary>
/// Counts one stage's micro-batches, in this run and over its lifetime, and takes exact rates over a window of whole accumulation cycles.
/// It reads no clock: the caller passes timestamps, so any clock will do. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// A refused call leaves the meter unchanged. (A <c>ThroughputMonitor</c>'s own meters refuse no micro-batch: <see cref="Doubtful"/>.)
/// Feeding and reading allocate nothing and cost the same at every width of the window.
/// </remarks>
public sealed partial class ThroughputMeter
{
    private readonly ThroughputWindow _window;
    private readonly StepTimeDistribution? _stepTimes;
    private readonly long _frequency;
    private readonly int _warmupSteps;
    private long _ticks;
    private long _batches;
    private long _steps;
    private long _samples;
    private long _items;
    private Int128 _flops;
    private ThroughputState _before;
    private StageClock _clock;
    private CountedKinds _counted;
    private DoubtfulCounts _doubts;
    private ThroughputTotals? _cycleEnd;

    /// <summary>Creates a meter that has not started.</summary>
    /// <param name="windowSteps">W: the window's width in optimizer steps; from 1 to <see cref="ThroughputWindow.MaximumSteps"/>.</param>
    /// <param name="frequency">Ticks per second of the timestamps that will be passed (<see cref="TimeProvider.TimestampFrequency"/>); at
    /// least 1.</param>
    /// <param name="warmupSteps">Optimizer steps at the start that count in the totals but never in a rate; at least 0.</param>
    /// <param name="stepTimes">Whether snapshots hold the spread of the step times in the window. It costs nothing per step; a read costs
    /// some 100 ns for each step since the last read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public ThroughputMeter(int windowSteps, long frequency, int warmupSteps = 0, bool stepTimes = false)
    {
        if (frequency < 1)
        {
            FormattableString message = $"A clock's frequency must be at least 1 tick per second, not {frequency}.";
            throw Refusal.OutOfRange(nameof(frequency), frequency, message);
        }
        if (warmupSteps < 0)
            throw Refusal.OutOfRange(nameof(warmupSteps), warmupSteps, $"Warm-up steps must not be negative: {warmupSteps}.");
        _window = new ThroughputWindow(windowSteps);
        _stepTimes = stepTimes ? new StepTimeDistribution(_window) : null;
        _frequency = frequency;
        _warmupSteps = warmupSteps;
    }

    /// <summary>
    /// Called for each micro-batch and time that a meter would otherwise refuse. If it is set, these are counted as far as they are known;
    /// a negative count means "not known".
    /// </summary>
    internal Action<MeterDoubt, BatchCounts>? Doubtful
    {
        get => _doubts.Heard;
        init => _doubts = new DoubtfulCounts(value);
    }

    /// <summary>Optimizer steps at the start that count in the totals but never in a rate.</summary>
    internal int WarmupSteps => _warmupSteps;

    /// <summary>
    /// Begins a run of the stage: totals begin at 0 and the window opens here. What was counted so far stays in the lifetime's totals only.
    /// </summary>
    /// <param name="timestamp">Now.</param>
    /// <exception cref="OverflowException">The lifetime's totals would exceed 63 bits. The meter is as it was.</exception>
    public void Start(long timestamp)
    {
        Forget(Save());
        _clock.Start(timestamp);
        _window.Add(default);
    }

    /// <summary>Continues the lifetime that a state holds. The meter is then like a new one: it counts once it is started.</summary>
    /// <param name="state">What <see cref="Save"/> gave, on this machine or another.</param>
    /// <exception cref="ArgumentException">The state is impossible; the message names the count and its value. The meter is as it
    /// was.</exception>
    public void Load(in ThroughputState state)
    {
        state.Validate();
        Forget(state);
        _clock.Stop();
    }

    /// <summary>Counts one micro-batch.</summary>
    /// <param name="timestamp">The time at its end; never before the latest one, and after the end of the last cycle if it ends a
    /// cycle.</param>
    /// <param name="counts">What it held. Items and FLOPs are counted for every micro-batch of a stage or for none.</param>
    /// <param name="endsCycle">Whether an optimizer step followed it, so that it ends an accumulation cycle.</param>
    /// <exception cref="InvalidOperationException">The stage has not started, or is paused.</exception>
    /// <exception cref="ArgumentException">A count or the time is wrong; the message names it. The meter is as it was.</exception>
    /// <exception cref="OverflowException">A total other than that of the FLOPs would exceed 63 bits. The meter is as it was.</exception>
    public void Add(long timestamp, in BatchCounts counts, bool endsCycle)
    {
        if (!_clock.IsRunning)
            throw _clock.NotRunning();
        CountedKinds counted =
            CountedKinds.Decided
            | (counts.Items.HasValue ? CountedKinds.Items : 0)
            | (counts.Flops.HasValue ? CountedKinds.Flops : 0);
        long moreItems = counts.Items.GetValueOrDefault(),
            moreFlops = counts.Flops.GetValueOrDefault();
        if (
            counts.Samples < 1
            || moreFlops < 0
            || timestamp < _clock.Latest
            || (counts.Items.HasValue && moreItems < counts.Samples)
            || (counted != _counted && _counted != CountedKinds.Undecided)
        )
        {
            AddDoubtful(timestamp, counts, counted, endsCycle);
            return;
        }

        // All that can fail comes before the first change. Nothing here is negative, so a negative sum has overflowed.
        long ticks = _clock.TicksAt(timestamp),
            samples = _samples + counts.Samples,
            items = _items + moreItems,
            steps = endsCycle ? _steps + 1 : _steps;
        Int128 flops = _flops + moreFlops;
        if ((ticks | samples | items) < 0 || (endsCycle && !_window.TryAdd(ticks, _batches + 1, steps, samples, items, flops)))
        {
            AddDoubtful(timestamp, counts, counted, endsCycle);
            return;
        }
        _batches++;
        (_ticks, _steps, _samples, _items, _flops) = (ticks, steps, samples, items, flops);
        _clock.Advance(timestamp);
        _counted = counted;
        if (endsCycle && steps <= _warmupSteps)
            OpenWindowHere();
    }

    /// <summary>
    /// Ends an accumulation cycle whose last micro-batch was counted as one inside it: only later did it turn out to be the epoch's last,
    /// and the optimizer step was taken. The step's time ends now.
    /// </summary>
    /// <param name="timestamp">Now, after the step; never before the latest time, and after the end of the last cycle.</param>
    /// <exception cref="InvalidOperationException">The stage has not started, or is paused.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Time did not increase. The meter is as it was.</exception>
    public void EndCycle(long timestamp)
    {
        if (!_clock.IsRunning)
            throw _clock.NotRunning();
        RequireNotBefore(timestamp);
        long ticks = _clock.TicksAt(timestamp),
            steps = _steps + 1;
        if (!_doubts.AreAccepted)
            _window.Add(new ThroughputTotals(ticks, _batches, steps, _samples, _items, _flops));
        else if (!_window.TryAdd(ticks, _batches, steps, _samples, _items, _flops))
            ticks = EndWithoutTime(_batches, steps, _samples, _items, _flops, default);
        (_ticks, _steps) = (ticks, steps);
        _clock.Advance(timestamp);
        if (steps <= _warmupSteps)
            OpenWindowHere();
    }

    /// <summary>Stops the stage's clock: the time until <see cref="Resume"/> does not count.</summary>
    /// <param name="timestamp">Now; never before the latest time.</param>
    /// <exception cref="InvalidOperationException">The stage is not running.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Time went back; the meter is as it was.</exception>
    public void Pause(long timestamp)
    {
        _clock.RequireRunning();
        RequireNotBefore(timestamp);
        _clock.Pause(timestamp);
    }

    /// <summary>Starts the stage's clock again.</summary>
    /// <param name="timestamp">Now; never before the pause.</param>
    /// <exception cref="InvalidOperationException">The stage is not paused.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Time went back; the meter is as it was.</exception>
    public void Resume(long timestamp)
    {
        _clock.RequirePaused();
        if (timestamp < _clock.Latest && !_doubts.AreAccepted)
            throw _clock.TimeWentBack(timestamp);
        _clock.Resume(timestamp);
    }

    private void Forget(in ThroughputState before)
    {
        _before = before;
        (_ticks, _batches, _steps, _samples, _items, _flops) = (0, 0, 0, 0, 0, 0);
        (_counted, _cycleEnd) = (CountedKinds.Undecided, null);
        _doubts.Forget();
        _window.Clear();
    }

    /// <summary>The end of the warm-up takes the place of the stage's start as the window's first end.</summary>
    private void OpenWindowHere()
    {
        _window.Clear();
        _window.Add(Totals);
    }

    /// <summary>
    /// Time never goes back. If it does all the same, the stage's time continues from there, and what passed meanwhile is not known.
    /// </summary>
    private void RequireNotBefore(long timestamp)
    {
        if (timestamp >= _clock.Latest)
            return;
        if (!_doubts.AreAccepted)
            throw _clock.TimeWentBack(timestamp);
        ContinueFrom(timestamp, default);
    }

    private void ContinueFrom(long timestamp, in BatchCounts counts)
    {
        _clock.ContinueFrom(timestamp, _ticks);
        _doubts.LoseTime(_steps + 1, MeterDoubt.ClockWentBack, counts);
    }

    /// <summary>A micro-batch that a strict meter refuses.</summary>
    private void AddDoubtful(long timestamp, in BatchCounts counts, CountedKinds counted, bool endsCycle)
    {
        if (!_doubts.AreAccepted || (counted != _counted && _counted != CountedKinds.Undecided))
            throw RefusalOf(timestamp, counts, counted);
        if (timestamp < _clock.Latest || _clock.TicksAt(timestamp) < 0)
            ContinueFrom(timestamp, counts);
        _doubts.CheckSize(counts);
        long ticks = _clock.TicksAt(timestamp),
            steps = endsCycle ? _steps + 1 : _steps,
            samples = _samples,
            items = _items;
        Int128 flops = _flops;
        _doubts.Add(_steps + 1, counts, ref samples, ref items, ref flops);
        if (endsCycle && !_window.TryAdd(ticks, _batches + 1, steps, samples, items, flops))
            ticks = EndWithoutTime(_batches + 1, steps, samples, items, flops, counts);
        _batches++;
        (_ticks, _steps, _samples, _items, _flops) = (ticks, steps, samples, items, flops);
        _clock.Advance(timestamp);
        _counted = counted;
        if (endsCycle && steps <= _warmupSteps)
            OpenWindowHere();
    }

    /// <summary>An end of a cycle at which the clock shows the same time as at the end before: the step's time is unknown.</summary>
    /// <returns>A time later by one tick, so that ends stay in order.</returns>
    private long EndWithoutTime(long batches, long steps, long samples, long items, Int128 flops, in BatchCounts counts)
    {
        long ticks = _window.Newest.Ticks + 1;
        _doubts.LoseTime(steps, MeterDoubt.ClockStoodStill, counts);
        _window.TryAdd(ticks, batches, steps, samples, items, flops);
        return ticks;
    }

    private Exception RefusalOf(long timestamp, in BatchCounts counts, CountedKinds counted)
    {
        if (counts.RefusalOfSize() is { } refusal)
            return refusal;
        if (timestamp < _clock.Latest)
            return _clock.TimeWentBack(timestamp);
        if (counted == _counted || _counted == CountedKinds.Undecided)
        {
            long ticks = _clock.TicksAt(timestamp);
            bool overflows =
                ticks < 0 || _samples > long.MaxValue - counts.Samples || _items > long.MaxValue - counts.Items.GetValueOrDefault();
            return overflows ? new OverflowException("A total of the throughput meter would exceed 63 bits.") : _window.NotLater(ticks);
        }
        string what = ((counted ^ _counted) & CountedKinds.Items) != 0 ? "Items" : "FLOPs";
        return Refusal.Wrong(
            $"{what} must be given for the same number of samples as before: for every micro-batch of a stage or for none.",
            nameof(counts)
        );
    }
}
