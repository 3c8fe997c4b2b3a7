using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// <see cref="DeviceTiming.Events"/> without step times: events only at the ends of cycles that a log will tell of
/// (<see cref="EventPlan"/>), and nothing asked of the driver between logs. A log looks for the newest end that the device has passed, and
/// reads two times at most: that end's, and that of its window's beginning.
/// </summary>
internal sealed partial class LogEventTiming : StageTiming
{
    /// <summary>
    /// Marks that pauses may leave behind before a pause takes in what is known; only logs that are very far apart let it come to that.
    /// </summary>
    private const int MostLeft = 256;

    private readonly EventMarks _marks;
    private readonly EventPlan _plan;
    private readonly EventRoute _route;
    private readonly long _windowSteps;
    private readonly long _warmupSteps;

    private NextLog _next;
    private bool _atEnd;
    private bool _isSettled;

    /// <summary>Steps at the latest end that has an event.</summary>
    private long _latest;

    /// <summary>Steps at the latest end that has an event and that a log can tell of.</summary>
    private long _latestToTell;

    /// <summary>
    /// The newest mark that the device is known to have passed; -1 for none. Likewise the newest whose pauses were added up, and the one
    /// that was reported.
    /// </summary>
    private long _passed;
    private long _seen;
    private long _reported;

    /// <summary>The newest mark that a log can tell of; -1 for none.</summary>
    private long _toTell;

    /// <summary>Whether there was a pause since the pauses were added up.</summary>
    private bool _hasPaused;

    /// <summary>How many marks the device had not passed at the latest log.</summary>
    private long _ahead;

    private long _pausedTicks;
    private ThroughputTotals _begin;
    private ThroughputTotals _end;
    private UnknownCounts _unknown;

    public LogEventTiming(CudaStream stream, ThroughputMeter meter, long frequency)
        : base(meter, meter.Doubtful)
    {
        _marks = new EventMarks(stream, frequency);
        _plan = new EventPlan(meter.Window.Capacity, meter.WarmupSteps);
        _route = new EventRoute(_plan);
        (_windowSteps, _warmupSteps) = (meter.Window.Capacity, meter.WarmupSteps);
    }

    public override void TakeIn()
    {
        ThroughputMeter counted = Counted;
        if (_isSettled)
            return; // all was known, and nothing has come since
        if (!TryTakeInForeseen(counted))
            TakeInWhatIsKnown();
        _plan.Log(counted.Totals.Steps - _end.Steps, _next);
    }

    public override void Settle()
    {
        ThroughputTotals counts = Counted.Totals;
        if (_marks.Next == 0 || _isSettled)
            return;
        if (!IsAt(_marks[_marks.Next - 1].Counts, counts))
            Place(StreamMarkKind.Batch);
        long last = _marks.Next - 1;
        _marks.WaitFor(last);
        _passed = last;
        TakeInPassed();
        ThroughputTotals totals = counts with { Ticks = Math.Max(StageTicks(last), _end.Ticks) };
        (ThroughputTotals Begin, ThroughputTotals End) window =
            _atEnd && BeginOf(counts.Steps) is >= 0 and var begin ? WindowOf(totals, begin) : (_begin, _end);
        Meter.TakeOver(Counted, totals, Counted.Unknown, _atEnd ? totals : _end, window.Begin, window.End);
        _isSettled = true;
    }

    protected override void OnStart()
    {
        Meter.Start(0);
        _plan.Start();
        _marks.Restart();
        (_latest, _latestToTell, _passed, _seen, _reported, _ahead, _pausedTicks) = (0, 0, -1, -1, -1, 0, 0);
        (_toTell, _hasPaused) = (-1, false);
        (_begin, _end, _unknown, _atEnd, _isSettled) = (default, default, default, false, false);
        Place(StreamMarkKind.Start);
    }

    protected override void OnPause()
    {
        _hasPaused = true;
        Place(StreamMarkKind.Pause);
        if (_marks.Next - _passed > MostLeft)
            TakeInWhatIsKnown();
    }

    protected override void OnResume() => Place(StreamMarkKind.Resume);

    protected override void OnAdd(in BatchCounts counts, bool endsCycle, in NextLog next)
    {
        if (endsCycle)
            OnEndCycle(next);
        else
            (_atEnd, _isSettled) = (false, false);
    }

    protected override void OnEndCycle(in NextLog next)
    {
        (_atEnd, _isSettled, _next) = (true, false, next);
        long steps = Counted.Totals.Steps;
        if (_plan.KindOf(next, steps, _latest, _latestToTell) is not { } kind)
            return;
        PlaceEnd(kind, steps);
    }

    protected override void PlaceDue()
    {
        StreamMarkKind kind = _route.Kind!.Value;
        long steps = Counted.Totals.Steps;
        PlaceEnd(kind, steps);
        BeQuietFor(_route.Next(steps, _latest));
        IsEventDue = _route.Kind is not null;
    }

    protected override void OnQuiet(bool endsCycle) => (_atEnd, _isSettled) = (endsCycle, false);

    protected override long? NeededBefore(long away, long apart)
    {
        long steps = Counted.Totals.Steps;
        if (steps < _warmupSteps)
            return null;
        _route.Begin(away, apart, steps, _latest);
        IsEventDue = _route.Kind is not null;
        return _route.Away;
    }

    protected override void Free() => _marks.Clear();

    private static bool IsAt(in ThroughputTotals one, in ThroughputTotals other) =>
        (one.Batches, one.Steps) == (other.Batches, other.Steps);

    private void Place(StreamMarkKind kind) => _marks.Place(kind, Counted.Totals, Counted.Unknown);

    private void PlaceEnd(StreamMarkKind kind, long steps)
    {
        Place(kind);
        _latest = steps;
        if (kind == StreamMarkKind.CycleEnd)
            (_latestToTell, _toTell) = (steps, _marks.Next - 1);
    }
}
