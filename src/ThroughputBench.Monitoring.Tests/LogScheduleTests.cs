using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class LogScheduleTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 8)]
    [InlineData(4, 4)]
    [InlineData(8, 32)]
    [InlineData(32, 32)]
    public void With_whole_cycles_the_logs_in_batches_are_exactly_the_multiples(int accumulate, int every)
    {
        List<long> logs = Logs(LogInterval.Batches(every), Enumerable.Repeat(accumulate, 20 * every), count: ends => ends.Batches);

        Assert.Equal(Enumerable.Range(1, 20 * accumulate).Select(multiple => (long)multiple * every), logs);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    [InlineData(32, 50)]
    public void In_optimizer_steps_the_logs_are_exactly_the_multiples_whatever_the_cycles_length(int accumulate, int every)
    {
        List<long> logs = Logs(LogInterval.Steps(every), Enumerable.Repeat(accumulate, 20 * every), count: ends => ends.Steps);

        Assert.Equal(Enumerable.Range(1, 20).Select(multiple => (long)multiple * every), logs);
    }

    [Theory]
    [InlineData(LogUnit.Batches, 8, 0, new long[] { 8, 16, 24 })]
    [InlineData(LogUnit.Batches, 8, 6, new long[] { 10, 18, 26 })]
    [InlineData(LogUnit.Batches, 8, 8, new long[] { 16, 24, 32 })]
    [InlineData(LogUnit.Batches, 8, 1_000_000, new long[] { 1_000_008, 1_000_016, 1_000_024 })]
    [InlineData(LogUnit.Steps, 3, 7, new long[] { 9, 12, 15 })]
    public void A_resumed_training_logs_at_the_first_end_of_a_cycle_at_or_after_each_multiple_of_the_whole(
        LogUnit unit,
        int every,
        long before,
        long[] logs
    )
    {
        var schedule = new LogSchedule(new LogInterval(every, unit), before, before);
        var logged = new List<long>();
        int cycle = unit == LogUnit.Batches ? 4 : 1;
        for (int end = cycle; logged.Count < 3; end += cycle)
        {
            if (schedule.IsDue(end, end))
                logged.Add(before + end);
        }

        Assert.Equal(logs, logged);
    }

    [Fact]
    public void What_was_trained_before_is_not_negative() =>
        Wording.Matches(Assert.Throws<ArgumentOutOfRangeException>(() => new LogSchedule(LogInterval.Steps(1), 0, -1)).Message);

    [Fact]
    public void After_a_short_cycle_the_log_falls_on_the_first_end_of_a_cycle_at_or_after_the_multiple()
    {
        // Epochs of 10 batches, A = 4: ends of cycles at 4, 8, 10 | 14, 18, 20 | 24, 28, 30 | 34, 38, 40.
        List<long> logs = Logs(LogInterval.Batches(8), [4, 4, 2, 4, 4, 2, 4, 4, 2, 4, 4, 2], count: ends => ends.Batches);

        Assert.Equal([8, 18, 24, 34, 40], logs);
    }

    [Fact]
    public void When_the_accumulation_changes_the_log_falls_on_the_first_end_of_a_cycle_at_or_after_the_multiple()
    {
        // A = 2 for 3 cycles, then 4 for 3, then 8 for 2: ends at 2, 4, 6 | 10, 14, 18 | 26, 34.
        List<long> logs = Logs(LogInterval.Batches(8), [2, 2, 2, 4, 4, 4, 8, 8], count: ends => ends.Batches);

        Assert.Equal([10, 18, 26, 34], logs);
    }

    [Fact]
    public void A_cycle_that_passes_several_multiples_gives_one_log()
    {
        List<long> logs = Logs(LogInterval.Batches(2), [8, 2, 2], count: ends => ends.Batches);

        Assert.Equal([8, 10, 12], logs);
    }

    [Fact]
    public void Epochs_shorter_than_the_interval_still_reach_a_log()
    {
        // Epochs of 3 batches at A = 2 (cycles of 2 and 1), L = 10: multiples 10, 20, 30 lie in epochs 4, 7 and 10.
        List<long> logs = Logs(LogInterval.Batches(10), Enumerable.Repeat(new[] { 2, 1 }, 10).SelectMany(epoch => epoch), count: ends =>
            ends.Batches
        );

        Assert.Equal([11, 20, 30], logs);
    }

    [Fact]
    public void A_log_is_due_once()
    {
        var schedule = new LogSchedule(LogInterval.Batches(4));

        Assert.True(schedule.IsDue(batches: 4, steps: 1));
        Assert.False(schedule.IsDue(batches: 4, steps: 1));
    }

    [Fact]
    public void Nothing_is_due_before_the_first_interval_is_over()
    {
        var schedule = new LogSchedule(LogInterval.Steps(int.MaxValue));

        Assert.False(schedule.IsDue(batches: long.MaxValue, steps: int.MaxValue - 1L));
        Assert.True(schedule.IsDue(batches: long.MaxValue, steps: int.MaxValue));
        Assert.False(schedule.IsDue(batches: long.MaxValue, steps: 2L * int.MaxValue - 1));
        Assert.True(schedule.IsDue(batches: long.MaxValue, steps: 2L * int.MaxValue));
    }

    private static List<long> Logs(LogInterval interval, IEnumerable<int> cycles, Func<(long Batches, long Steps), long> count)
    {
        var schedule = new LogSchedule(interval);
        (long Batches, long Steps) ends = default;
        List<long> logs = [];
        foreach (int cycle in cycles)
        {
            ends = (ends.Batches + cycle, ends.Steps + 1);
            if (schedule.IsDue(ends.Batches, ends.Steps))
                logs.Add(count(ends));
        }
        return logs;
    }

    [Theory]
    [InlineData(LogUnit.Batches, 12, 4, 0)]
    [InlineData(LogUnit.Batches, 12, 4, 30)]
    [InlineData(LogUnit.Batches, 12, 5, 7)]
    [InlineData(LogUnit.Steps, 5, 4, 0)]
    [InlineData(LogUnit.Steps, 5, 4, 8)]
    public void Where_the_next_log_falls_is_known_beforehand_after_a_resumption_too(LogUnit unit, int every, int accumulate, int before)
    {
        var schedule = new LogSchedule(new LogInterval(every, unit), before, before);
        for (int step = 1; step < 100; step++)
        {
            schedule.IsDue(step * accumulate, step);
            long cycles = schedule.CyclesUntilDue(step * accumulate, step, accumulate);

            LogSchedule ahead = schedule;
            for (long more = 1; more <= cycles; more++)
                Assert.Equal(more == cycles, ahead.IsDue((step + more) * accumulate, step + more));
        }
    }
}
