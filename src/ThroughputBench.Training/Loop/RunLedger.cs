using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>A run's time ledger together with the clock that it is kept by.</summary>
internal sealed class RunLedger(TimeProvider time)
{
    private readonly TimeLedger _ledger = new(time.TimestampFrequency);
    private TimeBreakdown? _whole;
    private bool _open;
    private long _latest = long.MinValue,
        _shift;

    public void Enter(TimePhase phase)
    {
        // Staying in the same phase needs no timestamp.
        if (_open && phase == _ledger.Current)
            return;
        _ledger.Enter(phase, Now());
        _open = true;
    }

    /// <summary>Enters a phase inside the current one.</summary>
    /// <returns>The surrounding phase, to be entered again afterwards.</returns>
    public TimePhase EnterInside(TimePhase phase)
    {
        TimePhase around = _ledger.Current;
        Enter(phase);
        return around;
    }

    public TimeBreakdown Read() => _whole ?? _ledger.Read(Now());

    /// <summary>Ends the run's time: from now on every reading is the same.</summary>
    public void Close() => _whole ??= Read();

    /// <summary>The time. If the clock goes back, training does not end: the ledger continues from its last time.</summary>
    private long Now()
    {
        long now = time.GetTimestamp() + _shift;
        if (now < _latest)
        {
            _shift += _latest - now;
            now = _latest;
        }
        return _latest = now;
    }
}
