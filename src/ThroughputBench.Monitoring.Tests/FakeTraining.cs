using Microsoft.Extensions.Time.Testing;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>A meter fed from a clock that moves only by what the work is said to take.</summary>
internal sealed class FakeTraining
{
    private readonly FakeTimeProvider _time = new();

    public FakeTraining(int windowSteps, int warmupSteps = 0)
    {
        Meter = new ThroughputMeter(windowSteps, _time.TimestampFrequency, warmupSteps);
        Meter.Start(Now);
    }

    public ThroughputMeter Meter { get; }

    public long Now => _time.GetTimestamp();

    public void Pass(double milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A micro-batch, and the optimizer's step after it if that took time.</summary>
    public ThroughputSnapshot MicroBatch(double milliseconds, BatchCounts counts, double? stepMilliseconds = null)
    {
        Pass(milliseconds);
        if (stepMilliseconds is { } step)
            Pass(step);
        Meter.Add(Now, counts, endsCycle: stepMilliseconds is not null);
        return Meter.Read();
    }

    /// <summary>A whole accumulation cycle of equal micro-batches.</summary>
    public ThroughputSnapshot Cycle(int accumulate, double milliseconds, double stepMilliseconds, BatchCounts counts)
    {
        for (int position = 1; position < accumulate; position++)
            MicroBatch(milliseconds, counts);
        return MicroBatch(milliseconds, counts, stepMilliseconds);
    }

    public void PauseFor(double milliseconds)
    {
        Meter.Pause(Now);
        Pass(milliseconds);
        Meter.Resume(Now);
    }
}
