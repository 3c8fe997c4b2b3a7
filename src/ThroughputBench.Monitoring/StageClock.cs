namespace ThroughputBench.Monitoring;

/// <summary>A stage's clock: it turns timestamps into ticks since the stage began, pauses left out.</summary>
internal struct StageClock
{
    /// <summary>The timestamp at which the stage's time would be 0.</summary>
    private long _origin;
    private Phase _phase;

    private enum Phase
    {
        NotStarted,
        Running,
        Paused,
    }

    /// <summary>The latest timestamp.</summary>
    public long Latest { get; private set; }

    public readonly bool IsRunning => _phase == Phase.Running;

    /// <summary>The stage begins now.</summary>
    public void Start(long timestamp) => (_origin, Latest, _phase) = (timestamp, timestamp, Phase.Running);

    /// <summary>As if it had never started.</summary>
    public void Stop() => _phase = Phase.NotStarted;

    /// <summary>Time in the stage at a timestamp; negative if that lies before its beginning, or so long after that it overflows.</summary>
    public readonly long TicksAt(long timestamp) => timestamp - _origin;

    /// <summary>The stage goes on until a timestamp, which is the latest now.</summary>
    public void Advance(long timestamp) => Latest = timestamp;

    /// <summary>The same, to a time in the stage.</summary>
    public void AdvanceToTicks(long ticks) => Latest = _origin + ticks;

    /// <summary>The stage's time goes on from here, as if nothing had passed since it was <paramref name="ticks"/>.</summary>
    public void ContinueFrom(long timestamp, long ticks) => _origin = timestamp - ticks;

    /// <summary>Stops the clock.</summary>
    public void Pause(long timestamp) => (_phase, Latest) = (Phase.Paused, timestamp);

    /// <summary>Lets it go on: what passed since the pause does not count.</summary>
    public void Resume(long timestamp)
    {
        _origin += timestamp - Latest;
        (_phase, Latest) = (Phase.Running, timestamp);
    }

    /// <exception cref="InvalidOperationException">The stage is not running.</exception>
    public readonly void RequireRunning() => Require(Phase.Running, Phase.Paused);

    /// <exception cref="InvalidOperationException">The stage is not paused.</exception>
    public readonly void RequirePaused() => Require(Phase.Paused, Phase.Running);

    // Exceptions are made out of line: their messages would cost the common path its registers.
    public readonly InvalidOperationException NotRunning() =>
        new($"A micro-batch came while the stage was {Word(_phase)}.");

    public readonly ArgumentOutOfRangeException TimeWentBack(long timestamp) =>
        Refusal.OutOfRange(nameof(timestamp), timestamp, $"Time must increase: {timestamp} ticks came after {Latest}.");

    private readonly void Require(Phase phase, Phase next)
    {
        if (_phase != phase)
            throw Refusal.Invalid($"The stage cannot become {Word(next)} while it is {Word(_phase)}.");
    }

    private static string Word(Phase phase) =>
        phase switch
        {
            Phase.Running => "running",
            Phase.Paused => "paused",
            _ => "not started",
        };
}
