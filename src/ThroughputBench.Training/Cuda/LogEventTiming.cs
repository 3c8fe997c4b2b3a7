using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// <see cref="DeviceTiming.Events"/> without step times: events only at the ends of cycles that a log will tell of
/// (<see cref="EventPlan"/>), and nothing asked of the driver
/// between logs. A log looks for the newest end that the device has passed, and reads two times at most: that end's, and that of its
/// window's beginning.
/// </summary>
internal sealed class LogEventTiming : StageTiming
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
    /// that was told of.
    /// </summary>
    private long _passed;
    private long _seen;
    private long _told;

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
        (_latest, _latestToTell, _passed, _seen, _told, _ahead, _pausedTicks) = (0, 0, -1, -1, -1, 0, 0);
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

    /// <summary>
    /// What most logs come to, without a search: the device has passed the newest end to tell of, nothing paused since the log before, and
    /// the window is whole.
    /// </summary>
    private bool TryTakeInForeseen(ThroughputMeter counted)
    {
        long told = _toTell,
            begin = _marks.First;
        if (_hasPaused || _told < 0 || told <= _told)
            return false;
        ref EventMarks.Mark end = ref _marks[told];
        long opens = end.Counts.Steps - _windowSteps;
        if (opens < _warmupSteps || end.Counts.Steps == counted.Totals.Steps) // the device cannot have passed the log's own end
            return false;
        while (_marks[begin].Counts.Steps < opens)
            begin++;
        ref EventMarks.Mark from = ref _marks[begin];
        if (from.Counts.Steps != opens || from.Kind is not (StreamMarkKind.Start or StreamMarkKind.CycleEnd or StreamMarkKind.WindowBegin))
            return false;
        if (!_marks.TryRead(told))
            return false;

        for (long number = _seen + 1; number <= told; number++)
            _marks[number].PausedTicks = _pausedTicks;
        _begin = from.Counts with { Ticks = StageTicks(begin) };
        _end = end.Counts with { Ticks = Math.Max(Math.Max(StageTicks(told), _end.Ticks), _begin.Ticks + 1) };
        (_told, _unknown, _ahead) = (told, end.Unknown, _marks.Next - 1 - told);
        (_seen, _passed) = (Math.Max(_seen, told), Math.Max(_passed, told));
        while (_marks.First < begin)
            _marks.Forget();
        _marks.ReadSpare(_passed);
        Meter.TakeOver(counted, _end, _unknown, _end, _begin, _end);
        return true;
    }

    private void TakeInWhatIsKnown()
    {
        FindPassed();
        _ahead = _marks.Next - 1 - _passed;
        TakeInPassed();
        Meter.TakeOver(Counted, _end, _unknown, _end, _begin, _end);
    }

    // The device passes marks in their order. Where it stood at the log before it will most likely stand again, so that mark's time is asked
    // for at once; if not, the rest is halved until it is found.
    private void FindPassed()
    {
        long low = _passed,
            high = _marks.Next,
            asked = Math.Clamp(high - 1 - _ahead, low + 1, high);
        for (int question = 0; low + 1 < high; question++)
        {
            bool isPassed = question == 0 ? _marks.TryRead(asked) : _marks.IsPassed(asked);
            if (isPassed)
                low = asked;
            else
                high = asked;
            asked =
                question > 0 ? low + (high - low) / 2
                : isPassed ? low + 1
                : high - 1;
        }
        _passed = low;
    }

    /// <summary>Takes in what lies before the newest mark that was passed.</summary>
    private void TakeInPassed()
    {
        while (_seen < _passed)
            AddUpPauses(_seen + 1);
        _hasPaused &= _passed < _marks.Next - 1;
        long told = NewestEnd();
        if (told == _told)
            return;
        _told = told;
        EventMarks.Mark end = _marks[told];
        _unknown = end.Unknown;
        long begin = BeginOf(end.Counts.Steps);
        if (begin >= 0)
            _marks.Read(begin); // in the order of the stream, so that the time between the two is read from near by
        ThroughputTotals totals = end.Counts with { Ticks = Math.Max(StageTicks(told), _end.Ticks) };
        (_begin, _end) = begin < 0 ? (totals, totals) : WindowOf(totals, begin);
        ForgetOlderThan(end.Counts.Steps - _windowSteps);
        _marks.ReadSpare(_passed);
    }

    private void AddUpPauses(long number)
    {
        ref EventMarks.Mark mark = ref _marks[number];
        if (mark.Kind is StreamMarkKind.Start or StreamMarkKind.Pause)
            _marks.Read(number);
        else if (mark.Kind == StreamMarkKind.Resume)
            _pausedTicks += _marks.Read(number) - _marks.Read(number - 1);
        mark.PausedTicks = _pausedTicks;
        _seen = number;
    }

    /// <summary>
    /// The newest end that was passed and has a window; if none has one, as in a warm-up, the newest of all. It is never older than the one
    /// told of before.
    /// </summary>
    private long NewestEnd()
    {
        long newest = _told;
        for (long number = _passed; number > _told; number--)
        {
            if (_marks[number].Kind != StreamMarkKind.CycleEnd)
                continue;
            if (BeginOf(_marks[number].Counts.Steps) >= 0)
                return number;
            newest = Math.Max(newest, number);
        }
        return _end.Steps > _begin.Steps ? _told : newest;
    }

    /// <summary>Where the window begins that ends after so many steps: the oldest mark in it. -1 if there is none.</summary>
    private long BeginOf(long steps)
    {
        long oldest = Math.Max(steps - _windowSteps, _warmupSteps);
        for (long number = _marks.First; number <= _passed; number++)
        {
            ref EventMarks.Mark mark = ref _marks[number];
            if (mark.Counts.Steps >= steps)
                break;
            if (mark.Counts.Steps >= oldest && mark.Kind is StreamMarkKind.Start or StreamMarkKind.CycleEnd or StreamMarkKind.WindowBegin)
                return number;
        }
        return -1;
    }

    // Two ends nearer to each other than the device's clock can tell are still one after the other.
    private (ThroughputTotals Begin, ThroughputTotals End) WindowOf(in ThroughputTotals end, long begin)
    {
        ThroughputTotals opens = _marks[begin].Counts with { Ticks = StageTicks(begin) };
        return (opens, end with { Ticks = Math.Max(end.Ticks, opens.Ticks + 1) });
    }

    /// <summary>The stage's time at a mark: the device's since the stage began, pauses left out.</summary>
    private long StageTicks(long number) => _marks.Read(number) - _marks[number].PausedTicks;

    private void ForgetOlderThan(long steps)
    {
        while (
            _marks.First < _told
            && (_marks[_marks.First].Counts.Steps < steps || _marks[_marks.First].Kind is StreamMarkKind.Pause or StreamMarkKind.Resume)
        )
        {
            _marks.Forget();
        }
    }
}
