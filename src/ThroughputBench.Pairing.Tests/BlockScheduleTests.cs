using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class BlockScheduleTests
{
    [Theory]
    [InlineData(1, 100_000, 10, 1)]
    [InlineData(4, 100_000, 8, 1)]
    [InlineData(10, 100_000, 10, 1)]
    [InlineData(12, 100_000, 12, 1)]
    [InlineData(20, 100_000, 20, 2)]
    [InlineData(25, 100_000, 25, 2)]
    [InlineData(30, 100_000, 30, 4)]
    [InlineData(3, 5_000_000, 3, 3)]
    [InlineData(32, 5_000_000, 32, 32)]
    public void Blocks_last_about_a_millisecond_and_pairs_hold_whole_periods(int period, double cycleNanoseconds, int cyclesPerPair, int blocks) =>
        Assert.Equal(
            new BlockSchedule(cyclesPerPair, blocks),
            BlockSchedule.For(new PairedPlan { CyclesPerPeriod = period }, cycleNanoseconds));

    [Theory]
    [InlineData(25, 2, new[] { 12, 13 })]
    [InlineData(32, 4, new[] { 8, 8, 8, 8 })]
    [InlineData(7, 4, new[] { 1, 2, 2, 2 })]
    public void The_cycles_of_a_pair_are_spread_evenly_over_its_blocks(int cyclesPerPair, int blocks, int[] cycles)
    {
        var schedule = new BlockSchedule(cyclesPerPair, blocks);

        Assert.Equal(cycles, Enumerable.Range(0, blocks).Select(schedule.CyclesOf));
        Assert.Equal(cycles.Max(), schedule.CyclesPerBlock);
    }

    [Fact]
    public void Cycles_too_short_to_be_timed_do_not_overflow() =>
        Assert.InRange(BlockSchedule.For(new PairedPlan { CyclesPerPeriod = 7 }, cycleNanoseconds: 0).CyclesPerPair, 7, int.MaxValue);
}
