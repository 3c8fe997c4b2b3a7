using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ThroughputBench.Pairing.Tests.Side;

namespace ThroughputBench.Pairing.Tests;

/// <summary>Pairs that repeat their blocks, with cycles of 10 µs: ten to a block of 100 µs, unless a test says otherwise.</summary>
public sealed class RepetitionTests
{
    private static readonly PairedPlan Plan = new() { WarmUp = TimeSpan.Zero, MaximumPairs = 8 };

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_pair_runs_all_its_blocks_fifteen_times_on_both_sides()
    {
        FakeSides sides = Measured(Plan with { CyclesPerPeriod = 32 }, out PairedMeasurement measured);

        Assert.Equal(new BlockSchedule(32, 4, Repetitions: 15), measured.Schedule);
        Assert.Equal(8, measured.ControlNanoseconds.Length);
        Assert.Equal(8 * 15 * 32, Cycles(sides, Control));
        Assert.Equal(8 * 15 * 32, Cycles(sides, Candidate));
        Assert.All(sides.Calls, call => Assert.Equal(8, call.Cycles));
    }

    [Fact]
    public void Every_repetition_runs_the_whole_period_before_the_next_begins()
    {
        FakeSides sides = Measured(Plan with { CyclesPerPeriod = 25, MaximumPairs = 2 }, out PairedMeasurement measured);

        Assert.Equal(new BlockSchedule(25, 2, Repetitions: 15), measured.Schedule);
        Assert.All(sides.Calls.Chunk(4), repetition =>
        {
            Assert.Equal([12, 13], repetition.Where(call => call.Side == Control).Select(call => call.Cycles));
            Assert.Equal([12, 13], repetition.Where(call => call.Side == Candidate).Select(call => call.Cycles));
        });
    }

    [Theory]
    [InlineData(1, "ABBABAABBAABABB" + "BAABABBAABBABAA")]
    [InlineData(20, "AB-BA-BA-AB-BA-AB-AB-BA-BA-AB-AB-BA-AB-BA-BA" + "-" + "BA-AB-AB-BA-AB-BA-BA-AB-AB-BA-BA-AB-BA-AB-AB")]
    public void The_first_side_follows_the_Thue_Morse_sequence_over_blocks_over_repetitions_and_over_pairs(int period, string first)
    {
        FakeSides sides = Measured(Plan with { CyclesPerPeriod = period, MaximumPairs = 2 }, out _);

        Assert.Equal(
            first.Replace("-", "", StringComparison.Ordinal),
            string.Concat(sides.Calls.Chunk(2).Select(block => block[0].Side == Control ? 'A' : 'B')));
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
            Plan with { CyclesPerPeriod = blocks, MaximumPairs = 16, MaximumTime = TimeSpan.FromHours(1) },
            out PairedMeasurement measured,
            s => s.ControlCycle = s.CandidateCycle = TimeSpan.FromMicroseconds(100));

        Assert.Equal(blocks, measured.Schedule.BlocksPerPair);
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
    public void One_interruption_in_every_pair_shows_in_the_totals_only(int period)
    {
        int interruptions = 0;
        TimeSpan Interrupt(Side side, int cycle)
        {
            if (side == Control || cycle % 150 != 149)
                return TimeSpan.Zero;
            interruptions++;
            return TimeSpan.FromMicroseconds(75);
        }

        Measured(Plan with { CyclesPerPeriod = period }, out PairedMeasurement measured, sides => sides.Besides = Interrupt);

        // Of each of them the bend leaves a few ticks of the clock.
        double pair = measured.Schedule.CyclesPerPair * 10_000;
        Assert.All(measured.ControlNanoseconds, time => Assert.Equal(pair, time, 1e-3 * pair));
        Assert.Equal(0, MeanLogRatio(measured), 1e-4);
        Assert.True(interruptions >= 8, "there must be one in each pair for this to mean anything");
        Assert.Equal(8 * 15 * pair, measured.TotalControlNanoseconds);
        Assert.Equal(8 * 15 * pair + interruptions * 75_000, measured.TotalCandidateNanoseconds);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 3)]
    [InlineData(10, 5)]
    [InlineData(20, 0)]
    [InlineData(25, 12)]
    [InlineData(32, 31)]
    [InlineData(1000, 500)]
    public void A_cost_at_one_place_of_every_period_shows_in_full(int period, int place)
    {
        Measured(
            Plan with { CyclesPerPeriod = period },
            out PairedMeasurement measured,
            sides => sides.Besides = (side, cycle) => TimeSpan.FromMicroseconds(side == Candidate && cycle % period == place ? 7 : 0));

        double pair = measured.Schedule.CyclesPerPair * 10_000, cost = measured.Schedule.CyclesPerPair / period * 7_000;
        Assert.All(measured.ControlNanoseconds, time => Assert.Equal(pair, time, 1e-6));
        Assert.All(measured.CandidateNanoseconds, time => Assert.Equal(pair + cost, time, 1e-6));
    }

    [Fact]
    public void The_totals_hold_every_block_of_every_repetition()
    {
        long[] besides = new long[2];
        FakeSides sides = Measured(
            Plan with { CyclesPerPeriod = 25, MaximumPairs = 30 },
            out PairedMeasurement measured,
            sides => sides.Besides = (side, cycle) =>
            {
                long ticks = cycle * 7919L % 13;
                // The warm-up and the round before the first pair are not measured.
                besides[(int)side] += cycle < 2 * 25 ? 0 : ticks;
                return TimeSpan.FromTicks(side == Control ? ticks : 2 * ticks);
            });

        double cycles = 30 * 15 * 25;
        Assert.Equal(cycles, Cycles(sides, Control));
        Assert.Equal(cycles * 10_000 + besides[0] * 100, measured.TotalControlNanoseconds);
        Assert.Equal(cycles * 10_000 + 2 * besides[1] * 100, measured.TotalCandidateNanoseconds);
    }

    [Fact]
    public void Long_periods_are_repeated_less_so_that_a_hundred_and_fifty_pairs_fit()
    {
        // Two sides of 1000 cycles take 20 ms: ten seconds hold 500 of them, so that pairs of three repetitions come to 166.
        Measured(Plan with { CyclesPerPeriod = 1000, MaximumPairs = 1000 }, out PairedMeasurement measured);

        Assert.Equal(3, measured.Schedule.Repetitions);
        Assert.Equal(166, measured.ControlNanoseconds.Length);
        Assert.Equal(StoppedBy.Time, measured.StoppedBy);
    }

    [Fact]
    public void A_period_of_which_not_even_that_many_fit_is_not_repeated()
    {
        Measured(Plan with { CyclesPerPeriod = 10_000, MaximumPairs = 1000 }, out PairedMeasurement measured);

        Assert.Equal(1, measured.Schedule.Repetitions);
        Assert.Equal(50, measured.ControlNanoseconds.Length);
    }

    [Fact]
    public void A_period_of_more_blocks_than_memory_holds_is_not_begun()
    {
        var sides = new Unending(_clock);
        var run = new PairedRun(sides, sides.Plan, _clock, () => 0);
        run.WarmUp();

        Assert.Equal(StoppedBy.Time, run.Measure().StoppedBy);
    }

    [Fact]
    public void A_steady_drift_cancels_over_pairs_of_one_block()
    {
        var plan = Plan with { MaximumPairs = 64, MaximumTime = TimeSpan.FromHours(1) };
        Measured(plan, out PairedMeasurement measured, sides => sides.Drift = TimeSpan.FromTicks(1));

        Assert.True(measured.TotalControlNanoseconds > 1.5 * 64 * 15 * 100_000, "the drift must be large for this to mean anything");
        Assert.Equal(0, MeanLogRatio(measured), 3e-5);
        Assert.Equal(measured.TotalControlNanoseconds, measured.TotalCandidateNanoseconds, 1e-3);
    }

    /// <summary>Warms up, measures, and leaves of the calls only those that were measured.</summary>
    private FakeSides Measured(PairedPlan plan, out PairedMeasurement measured, Action<FakeSides>? change = null)
    {
        var sides = new FakeSides(_clock, plan) { ControlCycle = TimeSpan.FromMicroseconds(10), CandidateCycle = TimeSpan.FromMicroseconds(10) };
        change?.Invoke(sides);
        var run = new PairedRun(sides, plan, _clock, () => 0);
        run.WarmUp();
        measured = run.Measure();
        int blocks = measured.ControlNanoseconds.Length * measured.Schedule.BlocksPerPair * measured.Schedule.Repetitions;
        sides.Calls.RemoveRange(0, sides.Calls.Count - 2 * blocks);
        return sides;
    }

    private static double MeanLogRatio(PairedMeasurement measured) =>
        measured.ControlNanoseconds.Zip(measured.CandidateNanoseconds).Average(pair => Math.Log(pair.Second / pair.First));

    private static int Cycles(FakeSides sides, Side side) => sides.Calls.Where(call => call.Side == side).Sum(call => call.Cycles);

    /// <summary>Two sides that repeat themselves only after as many cycles as can be counted.</summary>
    private sealed class Unending(FakeTimeProvider clock) : IPaired
    {
        public PairedPlan Plan { get; } = new() { WarmUp = TimeSpan.Zero, CyclesPerPeriod = int.MaxValue };

        public void RunControl(int cycles) => clock.Advance(TimeSpan.FromMicroseconds(100) * (double)cycles);

        public void RunCandidate(int cycles) => RunControl(cycles);
    }
}
