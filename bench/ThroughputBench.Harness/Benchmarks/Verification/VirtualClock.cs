namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A clock that only the harness moves, by whole units. A monitor's reports on it can be checked to the last bits, however busy the machine
/// is.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    /// <summary>
    /// Units in a millisecond. A unit is a whole number of no decimal fraction of a second down to 100 ns: this reveals a monitor that
    /// rounds a time. Single precision, which a device's times have, holds it exactly.
    /// </summary>
    public const long UnitsPerMillisecond = 128;

    /// <summary>Units in a second.</summary>
    public const long UnitsPerSecond = 1_000 * UnitsPerMillisecond;

    // Not the frequency of any real clock: this reveals a monitor that uses another clock's frequency.
    private const long TicksPerUnit = 3_001;

    private long _readingsOfWallClock;

    /// <summary>
    /// Units since the clock was made. It does not begin at 0: this reveals a monitor that treats a reading as a duration.
    /// </summary>
    public long Units { get; private set; } = 86_400_017;

    public override long TimestampFrequency => UnitsPerSecond * TicksPerUnit;

    public override long GetTimestamp() => Units * TicksPerUnit;

    /// <summary>The wall clock, which somebody sets back all the time: this reveals a monitor that measures with it.</summary>
    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(-Interlocked.Increment(ref _readingsOfWallClock));

    /// <summary>Lets time pass.</summary>
    public void Advance(long units) => Units += units;
}
