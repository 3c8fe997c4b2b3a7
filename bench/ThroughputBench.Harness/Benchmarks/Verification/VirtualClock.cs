namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A clock that only the harness moves, by whole milliseconds. A monitor's reports on it can be checked to the last bits, however busy the
/// machine is.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    // Not the frequency of any real clock: this reveals a monitor that uses another clock's frequency.
    private const long TicksPerMillisecond = 3_000;

    /// <summary>
    /// Milliseconds since the clock was made. It does not begin at 0: this reveals a monitor that treats a reading as a duration.
    /// </summary>
    public long Milliseconds { get; private set; } = 86_400_017;

    public override long TimestampFrequency => 1_000 * TicksPerMillisecond;

    public override long GetTimestamp() => Milliseconds * TicksPerMillisecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(Milliseconds);

    /// <summary>Lets time pass.</summary>
    public void Advance(long milliseconds) => Milliseconds += milliseconds;
}
