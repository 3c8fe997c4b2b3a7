namespace ThroughputBench.Monitoring;

/// <summary>
/// How time divides among phases: each moment belongs to exactly one, so the phases add up to the wall clock. It reads no clock. Entering a
/// phase and reading allocate nothing. Not safe for concurrent use.
/// </summary>
/// <example>
/// A phase inside another is entered and then left for the one around it:
/// <code>
/// TimePhase around = ledger.Current;
/// ledger.Enter(TimePhase.Logging, time.GetTimestamp());
/// Log();
/// ledger.Enter(around, time.GetTimestamp());
/// </code>
/// </example>
public sealed class TimeLedger
{
    private readonly long[] _ticks = new long[Enum.GetValues<TimePhase>().Length];
    private readonly long _frequency;
    private long _latest;
    private bool _open;

    /// <summary>Creates a ledger that is not open yet.</summary>
    /// <param name="frequency">Ticks per second of the timestamps that will be passed (<see cref="TimeProvider.TimestampFrequency"/>); at
    /// least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="frequency"/> is less than 1.</exception>
    public TimeLedger(long frequency)
    {
        if (frequency < 1)
        {
            throw Refusal.OutOfRange(
                nameof(frequency),
                frequency,
                $"A clock's frequency must be at least 1 tick per second, not {frequency}."
            );
        }

        _frequency = frequency;
    }

    /// <summary>The phase that time now goes to; <see cref="TimePhase.Other"/> before the first is entered.</summary>
    public TimePhase Current { get; private set; } = TimePhase.Other;

    /// <summary>
    /// Charges the time since the last entry to the phase being left, and enters another. The first entry opens the ledger.
    /// </summary>
    /// <param name="phase">The phase that begins; it may be the current one.</param>
    /// <param name="timestamp">Now; never before the last entry.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time went back, or <paramref name="phase"/> is not a phase. The ledger is
    /// unchanged.</exception>
    public void Enter(TimePhase phase, long timestamp)
    {
        if ((uint)phase >= (uint)_ticks.Length)
            throw Refusal.OutOfRange(nameof(phase), phase, $"There is no such phase of training.");
        if (_open)
            _ticks[(int)Current] += Since(timestamp);
        (Current, _latest, _open) = (phase, timestamp, true);
    }

    /// <summary>How the time so far divides among phases; the ledger is unchanged.</summary>
    /// <param name="timestamp">Now; never before the last entry.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time went back.</exception>
    public TimeBreakdown Read(long timestamp)
    {
        long current = _open ? Since(timestamp) : 0;
        return new TimeBreakdown(
            _frequency,
            Of(TimePhase.DataWait),
            Of(TimePhase.ForwardBackward),
            Of(TimePhase.Optimizer),
            Of(TimePhase.Validation),
            Of(TimePhase.Callbacks),
            Of(TimePhase.Logging),
            Of(TimePhase.Other)
        );

        long Of(TimePhase phase) => phase == Current ? _ticks[(int)phase] + current : _ticks[(int)phase];
    }

    private long Since(long timestamp) =>
        timestamp >= _latest
            ? timestamp - _latest
            : throw Refusal.OutOfRange(nameof(timestamp), timestamp, $"Time must increase: {timestamp} ticks came after {_latest}.");
}
