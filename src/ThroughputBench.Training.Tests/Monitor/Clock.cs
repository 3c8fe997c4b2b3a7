using Microsoft.Extensions.Time.Testing;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>A clock that moves only by what the work is said to take, and counts how often it was read.</summary>
internal sealed class Clock : FakeTimeProvider
{
    public int Reads { get; private set; }

    /// <summary>The time, without counting the reading.</summary>
    public long Ticks => base.GetTimestamp();

    public override long GetTimestamp()
    {
        Reads++;
        return base.GetTimestamp();
    }

    public void Pass(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    public void PassTicks(long ticks) => Advance(new TimeSpan(ticks));
}
