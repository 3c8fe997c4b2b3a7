using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ThroughputBench.Pairing.Tests.Side;

namespace ThroughputBench.Pairing.Tests;

/// <summary>Pairs that repeat their blocks, with operations of 10 µs: ten to a block of 100 µs, unless a test says otherwise.</summary>
public sealed class RepetitionTests
{
    private static readonly PairedPlan Plan = new() { WarmUp = TimeSpan.Zero, MaximumPairs = 8 };

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_pair_runs_all_its_blocks_fifteen_times_on_both_sides()
    {
        FakeSides sides = Measured(Plan with { OperationsPerPeriod = 32 }, out PairedLaunch measured);

        Assert.Equal(new BlockSchedule(32, 4, Repetitions: 15), measured.Schedule);
        Assert.Equal(8, measured.Pairs);
        Assert.Equal(8 * 15 * 32, Operations(sides, Control));
        Assert.Equal(8 * 15 * 32, Operations(sides, Candidate));
        Assert.All(sides.Calls, call => Assert.Equal(8, call.Operations));
    }

    [Fact]
    public void Every_repetition_runs_the_whole_period_before_the_next_begins()
    {
        FakeSides sides = Measured(Plan with { OperationsPerPeriod = 25, MaximumPairs = 2 }, out PairedLaunch measured);

        Assert.Equal(new BlockSchedule(25, 2, Repetitions: 15), measured.Schedule);
        Assert.All(sides.Calls.Chunk(4), repetition =>
        {
            Assert.Equal([12, 13], repetition.Where(call => call.Side == Control).Select(call => call.Operations));
            Assert.Equal([12, 13], repetition.Where(call => call.Side == Candidate).Select(call => call.Operations));
        });
    }

    [Theory]
    [InlineData(1, "ABBABAABBAABABB" + "BAABABBAABBABAA")]
    [InlineData(20, "AB-BA-BA-AB-BA-AB-AB-BA-BA-AB-AB-BA-AB-BA-BA" + "-" + "BA-AB-AB-BA-AB-BA-BA-AB-AB-BA-BA-AB-BA-AB-AB")]
    public void The_first_side_follows_the_Thue_Morse_sequence_over_blocks_over_repetitions_and_over_pairs(int period, string first)
    {
        FakeSides sides = Measured(Plan with { OperationsPerPeriod = period, MaximumPairs = 2 }, out _);

        Assert.Equal(
            first.Replace("-", "", StringComparison.Ordinal),
            string.Concat(sides.Calls.Chunk(2).Select(block => block[0].Side == Control ? 'A' : 'B'))
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(32)]
    public void No_side_is_first_more_often_than_the_other_at_any_place_of_a_period(int blocks)
    {
        FakeSides sides = Measured(
            Plan with
            {
                OperationsPerPeriod = blocks,
                MaximumPairs = 16,
                MaximumTime = TimeSpan.FromHours(1),
            },
            out PairedLaunch measured,
            s => s.ControlOperation = s.CandidateOperation = TimeSpan.FromMicroseconds(100)
        );

        Assert.Equal(blocks, measured.Schedule.BlocksPerRepetition);
        bool[][] controlFirst = [.. sides.Calls.Chunk(2).Select(block => block[0].Side == Control).Chunk(blocks)];
        Assert.All(Enumerable.Range(0, blocks), place =>
        {
            Assert.Equal(16 * 15 / 2, controlFirst.Count(repetition => repetition[place]));
            Assert.All(controlFirst.Chunk(15), pair => Assert.InRange(pair.Count(repetition => repetition[place]), 7, 8));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void An_interruption_is_in_the_time_of_the_block_that_it_hit_and_in_no_other(int period)
    {
        int interruptions = 0;
        TimeSpan Interrupt(Side side, int operation)
        {
            if (side == Control || operation % 150 != 149)
                return TimeSpan.Zero;
            interruptions++;
            return TimeSpan.FromMicroseconds(75);
        }

        Measured(Plan with { OperationsPerPeriod = period }, out PairedLaunch measured, sides => sides.Besides = Interrupt);

        long[] undisturbed = [.. Enumerable.Range(0, measured.Blocks).Select(block => 100L * measured.OperationsOf(block))];
        Assert.True(interruptions >= 8, "there must be one in each pair for this to mean anything");
        Assert.Equal(undisturbed, measured.ControlTicks);
        Assert.Equal(interruptions, measured.CandidateTicks.Zip(undisturbed).Count(block => block.First == block.Second + 750));
        Assert.Equal(measured.Blocks - interruptions, measured.CandidateTicks.Zip(undisturbed).Count(block => block.First == block.Second));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 3)]
    [InlineData(10, 5)]
    [InlineData(20, 0)]
    [InlineData(25, 12)]
    [InlineData(32, 31)]
    [InlineData(1000, 500)]
    public void A_cost_at_one_place_of_every_period_is_in_every_pair_in_full(int period, int place)
    {
        Measured(Plan with { OperationsPerPeriod = period }, out PairedLaunch measured, sides =>
            sides.Besides = (side, operation) => TimeSpan.FromMicroseconds(side == Candidate && operation % period == place ? 7 : 0)
        );

        double pair = measured.OperationsPerPair * 10_000,
            cost = measured.OperationsPerPair / period * 7_000;
        Assert.All(measured.ControlNanosecondsOfPairs(), time => Assert.Equal(pair, time, 1e-6));
        Assert.All(measured.CandidateNanosecondsOfPairs(), time => Assert.Equal(pair + cost, time, 1e-6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(32)]
    public void What_ran_in_each_block_and_which_side_was_first_is_known_afterwards(int period)
    {
        FakeSides sides = Measured(Plan with { OperationsPerPeriod = period }, out PairedLaunch measured);

        Assert.Equal(
            sides.Calls.Chunk(2).Select(block => (block[0].Side == Control, block[0].Operations)),
            Enumerable.Range(0, measured.Blocks).Select(block => (measured.IsControlFirst(block), measured.OperationsOf(block)))
        );
    }

    [Fact]
    public void The_totals_hold_every_block_of_every_repetition()
    {
        long[] besides = new long[2];
        FakeSides sides = Measured(Plan with { OperationsPerPeriod = 25, MaximumPairs = 30 }, out PairedLaunch measured, sides =>
            sides.Besides = (side, operation) =>
            {
                long ticks = operation * 7919L % 13;
                // The warm-up and the round before the first pair are not measured.
                besides[(int)side] += operation < 2 * 25 ? 0 : ticks;
                return TimeSpan.FromTicks(side == Control ? ticks : 2 * ticks);
            }
        );

        double operations = 30 * 15 * 25;
        Assert.Equal(operations, Operations(sides, Control));
        Assert.Equal(operations * 10_000 + besides[0] * 100, measured.TotalControlNanoseconds);
        Assert.Equal(operations * 10_000 + 2 * besides[1] * 100, measured.TotalCandidateNanoseconds);
    }

    [Fact]
    public void Long_periods_are_repeated_less_so_that_a_hundred_and_fifty_pairs_fit()
    {
        // Two sides of 1000 operations take 20 ms: ten seconds hold 500 of them, which makes 166 pairs of three repetitions.
        Measured(Plan with { OperationsPerPeriod = 1000, MaximumPairs = 1000 }, out PairedLaunch measured);

        Assert.Equal(3, measured.Schedule.Repetitions);
        Assert.Equal(166, measured.Pairs);
        Assert.Equal(StoppedBy.Time, measured.StoppedBy);
    }

    [Fact]
    public void A_period_of_which_not_even_that_many_fit_is_not_repeated()
    {
        Measured(Plan with { OperationsPerPeriod = 10_000, MaximumPairs = 1000 }, out PairedLaunch measured);

        Assert.Equal(1, measured.Schedule.Repetitions);
        Assert.Equal(50, measured.Pairs);
    }

    [Fact]
    public void A_period_of_more_blocks_than_memory_holds_is_not_begun()
    {
        var sides = new Unending(_clock);
        var run = new PairedRun(sides, sides.Plan, _clock, () => 0);
        run.WarmUp();

        Assert.Equal(StoppedBy.Time, run.Measure().Launch.StoppedBy);
    }

    [Fact]
    public void A_steady_drift_cancels_over_pairs_of_one_block()
    {
        var plan = Plan with { MaximumPairs = 64, MaximumTime = TimeSpan.FromHours(1) };
        Measured(plan, out PairedLaunch measured, sides => sides.Drift = TimeSpan.FromTicks(1));

        Assert.True(measured.TotalControlNanoseconds > 1.5 * 64 * 15 * 100_000, "the drift must be large for this to mean anything");
        Assert.Equal(measured.TotalControlNanoseconds, measured.TotalCandidateNanoseconds, 1e-3);
    }

    /// <summary>Warms up, measures, and leaves of the calls only those that were measured.</summary>
    private FakeSides Measured(PairedPlan plan, out PairedLaunch measured, Action<FakeSides>? change = null)
    {
        var sides = new FakeSides(_clock, plan)
        {
            ControlOperation = TimeSpan.FromMicroseconds(10),
            CandidateOperation = TimeSpan.FromMicroseconds(10),
        };
        change?.Invoke(sides);
        var run = new PairedRun(sides, plan, _clock, () => 0);
        run.WarmUp();
        measured = run.Measure().Launch;
        sides.Calls.RemoveRange(0, sides.Calls.Count - 2 * measured.Blocks);
        return sides;
    }

    private static int Operations(FakeSides sides, Side side) => sides.Calls.Where(call => call.Side == side).Sum(call => call.Operations);

    /// <summary>Two sides that repeat themselves only after as many operations as can be counted.</summary>
    private sealed class Unending(FakeTimeProvider clock) : IPaired
    {
        public PairedPlan Plan { get; } = new() { WarmUp = TimeSpan.Zero, OperationsPerPeriod = int.MaxValue };

        public void RunControl(int operations) => clock.Advance(TimeSpan.FromMicroseconds(100) * (double)operations);

        public void RunCandidate(int operations) => RunControl(operations);
    }
}
