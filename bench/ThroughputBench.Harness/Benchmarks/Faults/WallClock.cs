namespace ThroughputBench.Benchmarks.Faults;

/// <summary>The wall clock in place of one that only goes forward.</summary>
internal sealed class WallClock(TimeProvider clock) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => clock.GetUtcNow().UtcTicks;
}
