using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>A schedule that continues counts only what its unit counts of what was trained before.</summary>
public sealed class LogScheduleResumedTests
{
    [Fact]
    public void Counted_in_batches_it_continues_from_the_batches()
    {
        var schedule = new LogSchedule(LogInterval.Batches(10), batchesBefore: 8, stepsBefore: 4);

        Assert.False(schedule.IsDue(batches: 1, steps: 6));
        Assert.True(schedule.IsDue(batches: 2, steps: 7));
        Assert.Equal(5, schedule.CyclesUntilDue(batches: 2, steps: 7, accumulate: 2));
    }

    [Fact]
    public void Counted_in_steps_it_continues_from_the_steps()
    {
        var schedule = new LogSchedule(LogInterval.Steps(10), batchesBefore: 4, stepsBefore: 8);

        Assert.False(schedule.IsDue(batches: 6, steps: 1));
        Assert.True(schedule.IsDue(batches: 7, steps: 2));
        Assert.Equal(10, schedule.CyclesUntilDue(batches: 7, steps: 2, accumulate: 2));
    }
}
