using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <content>What a log asks of the events that were placed.</content>
internal sealed partial class LogEventTiming
{
    /// <summary>
    /// What most logs come to, without a search: the device has passed the newest end to tell of, nothing paused since the log before, and
    /// the window is whole.
    /// </summary>
    private bool TryTakeInForeseen(ThroughputMeter counted)
    {
        long reported = _toTell,
            begin = _marks.First;
        if (_hasPaused || _reported < 0 || reported <= _reported)
            return false;
        ref EventMarks.Mark end = ref _marks[reported];
        long opens = end.Counts.Steps - _windowSteps;
        if (opens < _warmupSteps || end.Counts.Steps == counted.Totals.Steps) // the device cannot have passed the log's own end
            return false;
        while (_marks[begin].Counts.Steps < opens)
            begin++;
        ref EventMarks.Mark from = ref _marks[begin];
        if (from.Counts.Steps != opens || from.Kind is not (StreamMarkKind.Start or StreamMarkKind.CycleEnd or StreamMarkKind.WindowBegin))
            return false;
        if (!_marks.TryRead(reported))
            return false;

        for (long number = _seen + 1; number <= reported; number++)
            _marks[number].PausedTicks = _pausedTicks;
        _begin = from.Counts with { Ticks = StageTicks(begin) };
        _end = end.Counts with { Ticks = Math.Max(Math.Max(StageTicks(reported), _end.Ticks), _begin.Ticks + 1) };
        (_reported, _unknown, _ahead) = (reported, end.Unknown, _marks.Next - 1 - reported);
        (_seen, _passed) = (Math.Max(_seen, reported), Math.Max(_passed, reported));
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

    // The device passes marks in their order. Where it stood at the log before it will most likely stand again, so the time of that mark is
    // asked for at once; if not, the rest is halved until it is found.
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
        long reported = NewestEnd();
        if (reported == _reported)
            return;
        _reported = reported;
        EventMarks.Mark end = _marks[reported];
        _unknown = end.Unknown;
        long begin = BeginOf(end.Counts.Steps);
        if (begin >= 0)
            _marks.Read(begin); // in the order of the stream, so that the time between the two is read from near by
        ThroughputTotals totals = end.Counts with { Ticks = Math.Max(StageTicks(reported), _end.Ticks) };
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
    /// reported before.
    /// </summary>
    private long NewestEnd()
    {
        long newest = _reported;
        for (long number = _passed; number > _reported; number--)
        {
            if (_marks[number].Kind != StreamMarkKind.CycleEnd)
                continue;
            if (BeginOf(_marks[number].Counts.Steps) >= 0)
                return number;
            newest = Math.Max(newest, number);
        }
        return _end.Steps > _begin.Steps ? _reported : newest;
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
            _marks.First < _reported
            && (_marks[_marks.First].Counts.Steps < steps || _marks[_marks.First].Kind is StreamMarkKind.Pause or StreamMarkKind.Resume)
        )
        {
            _marks.Forget();
        }
    }
}
