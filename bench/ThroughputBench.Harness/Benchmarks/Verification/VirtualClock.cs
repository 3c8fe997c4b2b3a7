namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A clock that only the harness moves, by whole milliseconds. What a monitor reports on it can be held against the truth to the last bits, however busy the machine is.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    // No frequency that a real clock has: a monitor that uses another clock's frequency is found out.
    private const long TicksPerMillisecond = 3_000;

    /// <summary>Milliseconds since the clock was made. It does not begin at 0: a monitor that takes a reading for a duration is found out.</summary>
    public long Milliseconds { get; private set; } = 86_400_017;

    public override long TimestampFrequency => 1_000 * TicksPerMillisecond;

    public override long GetTimestamp() => Milliseconds * TicksPerMillisecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(Milliseconds);

    /// <summary>Lets time pass.</summary>
    public void Advance(long milliseconds) => Milliseconds += milliseconds;
}
