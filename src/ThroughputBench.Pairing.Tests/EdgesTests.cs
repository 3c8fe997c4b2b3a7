using System.Diagnostics;
using BenchmarkDotNet.Reports;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

/// <summary>The least and the most that plans, schedules, sections and lines allow.</summary>
public sealed class EdgesTests
{
    private static readonly PairedLaunch Launch = new()
    {
        ControlTicks = [10, 20],
        CandidateTicks = [11, 21],
        TicksPerSecond = 1000,
        OperationsPerRepetition = 3,
        BlocksPerRepetition = 1,
        Repetitions = 1,
        StoppedBy = StoppedBy.Pairs,
        Elapsed = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public void A_plan_takes_the_least_and_the_most_of_each_value()
    {
        var plan = new PairedPlan
        {
            BlockDuration = TimeSpan.FromTicks(1),
            MaximumRepetitions = 1,
            OperationsPerPeriod = 1,
            WarmUp = TimeSpan.Zero,
            Layouts = 1,
            MinimumTime = TimeSpan.Zero,
            MaximumTime = TimeSpan.FromTicks(1),
            MinimumPairs = 0,
            Patience = 1,
            MaximumPairs = 1,
        };

        Assert.Equal((1, 1, 8), (plan.Patience, plan.Layouts, (plan with { Patience = 8 }).Patience));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan with { Patience = 8.01 });
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => plan with { Layouts = 0 }).Message;
        Wording.Matches(message);
    }

    [Fact]
    public void A_plan_of_which_nothing_is_said_measures_ten_seconds_after_one_of_warm_up()
    {
        var plan = new PairedPlan();

        Assert.Equal((1, 10), (plan.WarmUp.TotalSeconds, plan.MaximumTime.TotalSeconds));
        Assert.Equal((0.1, 0), (plan.BlockDuration.TotalMilliseconds, plan.MinimumTime.Ticks));
        Assert.Equal((15, 1, 1), (plan.MaximumRepetitions, plan.OperationsPerPeriod, plan.Layouts));
        Assert.Equal((0, 100_000, 8), (plan.MinimumPairs, plan.MaximumPairs, plan.Patience));
    }

    [Theory]
    [InlineData(12, 2, 6)]
    [InlineData(25, 2, 5)]
    [InlineData(7, 4, 1)]
    [InlineData(9, 1, 9)]
    public void A_single_block_has_about_as_many_operations_and_fits_into_the_whole(int operations, int blocks, int ofBlock) =>
        Assert.Equal(new BlockSchedule(ofBlock, 1), new BlockSchedule(operations, blocks).Single());

    [Fact]
    public void A_schedule_counts_the_blocks_of_all_repetitions() => Assert.Equal(12, new BlockSchedule(8, 4, 3).BlocksPerPair);

    [Fact]
    public void The_parts_of_a_section_count_once_and_with_the_operation_that_ends_them()
    {
        var times = new SectionTimes();
        times.Clear(3);
        times.Start();
        long began = Stopwatch.GetTimestamp();
        long part = Spin();
        times.StopPart();
        times.Start();
        long rest = Spin();
        times.Stop();
        long whole = Stopwatch.GetTimestamp() - began + Spin();
        long before = Stopwatch.GetTimestamp();
        times.Start();
        times.Stop();
        long around = Stopwatch.GetTimestamp() - before;

        Assert.InRange(times.Taken()[0], part + rest, whole);
        Assert.InRange(times.Taken()[1], 0, around);
    }

    [Fact]
    public void A_part_that_no_operation_ended_is_forgotten_with_what_was_taken()
    {
        var times = new SectionTimes();
        Action[] forget = [() => times.Clear(1), () => times.KeepFirst(0)];
        foreach (Action some in forget)
        {
            times.Clear(1);
            times.Start();
            Spin();
            times.StopPart();
            some();
            long before = Stopwatch.GetTimestamp();
            times.Start();
            times.Stop();
            long around = Stopwatch.GetTimestamp() - before;

            Assert.InRange(Assert.Single(times.Taken()), 0, around);
        }
    }

    [Fact]
    public void Room_for_more_operations_keeps_those_that_there_are_and_what_is_without_room_is_not_kept()
    {
        var times = new SectionTimes();
        times.Clear(2);
        Take(3);
        Assert.Equal(2, times.Taken().Length);
        long[] first = times.Taken();

        times.MakeRoom(5);
        Take(5);
        Assert.Equal(7, times.Taken().Length);
        Assert.Equal(first, times.Taken()[..2]);

        long[] all = times.Taken();
        times.KeepFirst(4);
        Assert.Equal(all[..4], times.Taken());
        times.KeepFirst(100);
        Assert.Equal(all[..4], times.Taken());
        times.Clear(0);
        Assert.Empty(times.Taken());

        void Take(int operations)
        {
            for (int i = 0; i < operations; i++)
            {
                times.Start();
                times.Stop();
            }
        }
    }

    [Fact]
    public void A_launch_that_ended_for_no_known_reason_or_whose_file_has_another_index_is_not_read()
    {
        Measurement[] lines = MeasurementLines.Write(Launch, 9);

        Assert.Equal((9, 2), MeasurementLines.Read(lines));
        Assert.Null(MeasurementLines.Read([lines[0], Indexed(lines[1], 99), .. lines[2..]]));
        Assert.Null(MeasurementLines.Read([Indexed(lines[0], 1), .. lines[1..]]));
        Assert.Null(MeasurementLines.Read([.. lines[..^1], Indexed(lines[^1], 7)]));
        Assert.Equal((9, 2), MeasurementLines.Read([.. lines.Reverse()]));
    }

    [Fact]
    public void Pairs_are_numbered_from_one_and_the_pilots_have_what_belongs_to_the_whole_launch()
    {
        Measurement[] lines = MeasurementLines.Write(Launch, 9);

        Assert.Equal([0, (int)StoppedBy.Pairs, 1, 1, 2, 2], lines.Select(line => line.IterationIndex));
        Assert.Equal([9, 2, 3, 3, 3, 3], lines.Select(line => line.Operations));
        Assert.Equal([1, 1e9, 10e6, 11e6, 20e6, 21e6], lines.Select(line => Math.Round(line.Nanoseconds, 3)));
    }

    [Fact]
    public void The_blocks_so_far_are_whole_pairs_and_find_room_without_end()
    {
        var blocks = new PairedBlocks(new BlockSchedule(4, 2, 3), expectedPairs: 1);
        for (int pair = 0; pair < 5; pair++)
        {
            blocks.BeginPair();
            for (int block = 0; block < 6; block++)
                blocks.Add(6 * pair + block, 1000 + 6 * pair + block);
        }

        Assert.Equal((5, 5, 2, 3), (blocks.Pairs, blocks.SoFar.Pairs, blocks.SoFar.BlocksPerRepetition, blocks.SoFar.Repetitions));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), blocks.SoFar.ControlTicks.ToArray());
        Assert.Equal(Enumerable.Range(1000, 30).Select(i => (long)i), blocks.SoFar.CandidateTicks.ToArray());
    }

    private static Measurement Indexed(Measurement line, int index) =>
        new(line.LaunchIndex, line.IterationMode, line.IterationStage, index, line.Operations, line.Nanoseconds);

    /// <summary>Lets the clock go on.</summary>
    /// <returns>By how many ticks, at least.</returns>
    private static long Spin()
    {
        long start = Stopwatch.GetTimestamp(),
            now;
        do
            now = Stopwatch.GetTimestamp();
        while (now - start < Stopwatch.Frequency / 1000);
        return now - start;
    }
}
