using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class BlockScheduleTests
{
    [Theory]
    [InlineData(1, 10_000, 10, 1)]
    [InlineData(4, 10_000, 8, 1)]
    [InlineData(10, 10_000, 10, 1)]
    [InlineData(12, 10_000, 12, 1)]
    [InlineData(20, 10_000, 20, 2)]
    [InlineData(25, 10_000, 25, 2)]
    [InlineData(30, 10_000, 30, 4)]
    [InlineData(3, 500_000, 3, 3)]
    [InlineData(32, 500_000, 32, 32)]
    public void Blocks_last_about_a_tenth_of_a_millisecond_and_pairs_hold_whole_periods(int period, double operationNanoseconds, int operationsPerRepetition, int blocks) =>
        Assert.Equal(
            new BlockSchedule(operationsPerRepetition, blocks),
            BlockSchedule.For(new PairedPlan { OperationsPerPeriod = period }, operationNanoseconds));

    [Theory]
    [InlineData(25, 2, new[] { 12, 13 })]
    [InlineData(32, 4, new[] { 8, 8, 8, 8 })]
    [InlineData(7, 4, new[] { 1, 2, 2, 2 })]
    public void The_operations_of_a_pair_are_spread_evenly_over_its_blocks(int operationsPerRepetition, int blocks, int[] operations)
    {
        var schedule = new BlockSchedule(operationsPerRepetition, blocks);

        Assert.Equal(operations, Enumerable.Range(0, blocks).Select(schedule.OperationsOf));
        Assert.Equal(operations.Max(), schedule.OperationsPerBlock);
    }

    [Theory]
    [InlineData(0.2, 15)]
    [InlineData(4, 15)]
    [InlineData(10, 6)]
    [InlineData(30, 2)]
    [InlineData(60, 1)]
    [InlineData(1_000_000, 1)]
    public void A_pair_repeats_its_blocks_as_often_as_leaves_time_for_a_hundred_and_fifty_pairs(double repetitionMilliseconds, int repetitions)
    {
        var schedule = new BlockSchedule(OperationsPerRepetition: 32, BlocksPerRepetition: 4);
        var plan = new PairedPlan { MaximumTime = TimeSpan.FromSeconds(10) };

        Assert.Equal(schedule with { Repetitions = repetitions }, schedule.Repeated(plan, repetitionMilliseconds * 1e6));
    }

    [Fact]
    public void A_pair_never_repeats_its_blocks_more_often_than_the_plan_says()
    {
        var schedule = new BlockSchedule(OperationsPerRepetition: 32, BlocksPerRepetition: 4);

        Assert.Equal(3, schedule.Repeated(new PairedPlan { MaximumRepetitions = 3 }, repetitionNanoseconds: 0).Repetitions);
        Assert.Equal(1, schedule.Repeated(new PairedPlan { MaximumRepetitions = 1 }, repetitionNanoseconds: 1).Repetitions);
    }

    [Fact]
    public void Operations_too_short_to_be_timed_do_not_overflow() =>
        Assert.InRange(BlockSchedule.For(new PairedPlan { OperationsPerPeriod = 7 }, operationNanoseconds: 0).OperationsPerRepetition, 7, int.MaxValue);
}
