namespace ThroughputBench.Monitoring;

/// <content>A run that is saved in the middle of it, and continued.</content>
public sealed partial class ThroughputMeter
{
    /// <summary>The run as it stands, with its window.</summary>
    internal MeterRun SaveRun() =>
        new(_before, _frequency, _clock.TicksAt(_clock.Latest), Totals, _window.ToArray(), _counted, _doubts.ToArray());

    /// <summary>Whether <see cref="Continue"/> can take a run: its ticks are this clock's, and it counted the same kinds.</summary>
    internal bool CanContinue(MeterRun run, bool items, bool flops)
    {
        CountedKinds counted = CountedKinds.Decided | (items ? CountedKinds.Items : 0) | (flops ? CountedKinds.Flops : 0);
        return run.Frequency == _frequency && (run.Counted == counted || run.Counted == CountedKinds.Undecided);
    }

    /// <summary>Continues a run where it was saved. The stage is then paused.</summary>
    /// <param name="run">What <see cref="SaveRun"/> gave.</param>
    /// <param name="timestamp">Now.</param>
    internal void Continue(MeterRun run, long timestamp)
    {
        Forget(run.Before);
        _doubts.Remember(run.Unknown);
        (_ticks, _batches, _steps, _samples, _items, _flops) = run.Totals;
        _counted = run.Counted;
        foreach (ThroughputTotals end in run.Ends)
            _window.Add(end);
        _clock.ContinueFrom(timestamp, run.ClockTicks);
        _clock.Pause(timestamp);
    }
}
