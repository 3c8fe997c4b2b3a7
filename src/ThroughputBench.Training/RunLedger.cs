using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>A run's time ledger together with the clock that it is kept by.</summary>
internal sealed class RunLedger(TimeProvider time)
{
    private readonly TimeLedger _ledger = new(time.TimestampFrequency);
    private TimeBreakdown? _whole;

    public void Enter(TimePhase phase) => _ledger.Enter(phase, time.GetTimestamp());

    /// <summary>Enters a phase inside the current one.</summary>
    /// <returns>The phase around it, to be entered again afterwards.</returns>
    public TimePhase EnterInside(TimePhase phase)
    {
        TimePhase around = _ledger.Current;
        Enter(phase);
        return around;
    }

    public TimeBreakdown Read() => _whole ?? _ledger.Read(time.GetTimestamp());

    /// <summary>Ends the run's time: from now on every reading is the same.</summary>
    public void Close() => _whole ??= Read();
}
