namespace ThroughputBench.Benchmarks.Faults;

/// <summary>A clock that is read to the millisecond.</summary>
internal sealed class RoundedClock(TimeProvider clock) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp()
    {
        long ticksPerMillisecond = clock.TimestampFrequency / 1_000,
            now = clock.GetTimestamp();
        return now - now % ticksPerMillisecond;
    }
}
