using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ThroughputBench.Pairing.Tests.Side;

namespace ThroughputBench.Pairing.Tests;

public sealed class PairedRunTests
{
    /// <summary>Without warm-up and without repetitions, ten operations of 100 µs to a block.</summary>
    private static readonly PairedPlan NoWarmUp = new()
    {
        BlockDuration = TimeSpan.FromMilliseconds(1),
        MaximumRepetitions = 1,
        WarmUp = TimeSpan.Zero,
        MaximumPairs = 4,
    };

    private readonly FakeTimeProvider _clock = new();
    private long _compiledMethods;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(20, 2)]
    [InlineData(40, 1)]
    public void The_order_of_the_sides_is_ABBA_then_BAAB_without_a_period_however_pairs_are_cut(int period, int pairs)
    {
        FakeSides sides = Measured(NoWarmUp with { OperationsPerPeriod = period, MaximumPairs = pairs }, out _);

        Assert.Equal("ABBABAAB", string.Concat(sides.Calls.Select(call => call.Side == Control ? 'A' : 'B')));
    }

    [Fact]
    public void No_side_keeps_the_first_place_in_pairs_of_two_blocks()
    {
        FakeSides sides = Measured(NoWarmUp with { OperationsPerPeriod = 20, MaximumPairs = 64 }, out _);

        Assert.Equal(32, sides.Calls.Chunk(4).Count(pair => pair[0].Side == Control));
        Assert.Equal(32, sides.Calls.Chunk(4).Count(pair => pair[^1].Side == Control));
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(300, 3)]
    [InlineData(1000, 1)]
    [InlineData(50_000, 1)]
    public void A_block_is_the_operations_of_the_control_that_fill_its_duration_but_at_least_one(int operationMicroseconds, int operations)
    {
        FakeSides sides = Measured(NoWarmUp, out _, s =>
            s.ControlOperation = s.CandidateOperation = TimeSpan.FromMicroseconds(operationMicroseconds)
        );

        Assert.All(sides.Calls, call => Assert.Equal(operations, call.Operations));
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(20, 1)]
    [InlineData(1000, 1)]
    public void A_candidate_that_is_much_slower_shortens_the_blocks_to_twice_their_duration(int times, int operations)
    {
        FakeSides sides = Measured(NoWarmUp with { MaximumTime = TimeSpan.FromSeconds(10) }, out _, s =>
            s.CandidateOperation = times * s.ControlOperation
        );

        Assert.All(sides.Calls, call => Assert.Equal(operations, call.Operations));
    }

    [Fact]
    public void Measuring_waits_for_enough_pairs_if_twice_the_time_suffices()
    {
        // A pair takes 2 ms, so that 5 fit into the time and 10 into twice as much.
        PairedPlan plan = NoWarmUp with { MaximumTime = TimeSpan.FromMilliseconds(10), MaximumPairs = 1000 };

        Measured(plan, out PairedLaunch without);
        Measured(plan with { MinimumPairs = 10 }, out PairedLaunch reachable);
        Measured(plan with { MinimumPairs = 11 }, out PairedLaunch unreachable);

        Assert.Equal(5, without.Pairs);
        Assert.Equal(10, reachable.Pairs);
        Assert.Equal(5, unreachable.Pairs);
    }

    [Theory]
    [InlineData(900, 6)]
    [InlineData(1900, 4)]
    public void A_machine_that_is_slower_than_it_was_in_the_warm_up_takes_no_more_than_twice_the_time(int moreMicroseconds, int pairs)
    {
        // A pair was expected to take 2 ms, and all but the first take 3.8 or 5.8; the time allowed is 20 ms.
        Measured(
            NoWarmUp with
            {
                MaximumTime = TimeSpan.FromMilliseconds(10),
                MaximumPairs = 1000,
                MinimumPairs = 10,
            },
            out PairedLaunch measured,
            sides => sides.Besides = (_, operation) => operation < 20 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(moreMicroseconds / 10.0)
        );

        Assert.Equal(pairs, measured.Pairs);
    }

    [Fact]
    public void Pairs_that_are_not_usable_when_the_time_is_over_are_measured_on_until_they_are_for_eight_times_as_long_at_most()
    {
        PairedPlan plan = NoWarmUp with { MaximumTime = TimeSpan.FromMilliseconds(10), MaximumPairs = 1000 };

        Measured(plan with { UsableWhen = blocks => blocks.Pairs >= 3 }, out PairedLaunch already);
        Measured(plan with { UsableWhen = blocks => blocks.Pairs >= 12 }, out PairedLaunch later);
        Measured(plan with { UsableWhen = _ => false }, out PairedLaunch never);
        Measured(plan with { UsableWhen = _ => false, Patience = 2 }, out PairedLaunch impatient);
        Measured(plan with { UsableWhen = _ => false, Patience = 2, MinimumPairs = 12 }, out PairedLaunch impatientWithEnough);

        Assert.Equal(5, already.Pairs);
        Assert.Equal(12, later.Pairs); // it is asked at 5, 7, 9 and 12 pairs
        Assert.Equal(40, never.Pairs);
        Assert.Equal(10, impatient.Pairs);
        Assert.Equal(5, impatientWithEnough.Pairs); // twice the time would not be enough for that many
    }

    [Theory]
    [InlineData(1_000, 60, 10)] // 10 periods of 8 ms on both sides fit into the time: 80 blocks of one operation
    [InlineData(10_000, 60, 2)] // 1 does, and another is measured so that what happens once in each is seen twice
    [InlineData(14_000, 60, 2)] // none does, but two fit into three times as long
    [InlineData(21_000, 60, 0)]
    public void If_few_periods_fit_into_the_time_each_block_is_a_pair_and_all_are_whole_periods(int microseconds, int fewest, int periods)
    {
        FakeSides sides = Measured(
            NoWarmUp with
            {
                OperationsPerPeriod = 8,
                MaximumTime = TimeSpan.FromMilliseconds(160),
                MinimumPairs = fewest,
                MaximumPairs = 1000,
            },
            out PairedLaunch measured,
            s => s.ControlOperation = s.CandidateOperation = TimeSpan.FromMicroseconds(microseconds)
        );

        Assert.Equal(8 * periods, measured.Pairs);
        Assert.Equal((1, 1, 1), (measured.OperationsPerRepetition, measured.BlocksPerRepetition, measured.Repetitions));
        Assert.InRange(measured.Elapsed, TimeSpan.Zero, TimeSpan.FromMilliseconds(3 * 160));
        int[] controlFirst = [.. Enumerable.Range(0, measured.Pairs).Where(measured.IsControlFirst)];
        Assert.Equal(measured.Pairs / 2, controlFirst.Length);
        Assert.Equal(sides.Calls.Count(call => call.Side == Control), sides.Calls.Count(call => call.Side != Control));
    }

    [Fact]
    public void The_fastest_round_of_the_warm_up_sets_the_block_so_that_a_disturbance_does_not()
    {
        var sides = new FakeSides(_clock, NoWarmUp with { WarmUp = TimeSpan.FromMilliseconds(300) });
        long rounds = 0;
        // Every second round is a hundred times slower, the last one among them.
        var run = Run(sides, () =>
        {
            sides.ControlOperation = TimeSpan.FromMicroseconds(++rounds % 2 == 0 ? 100 : 10_000);
            return 0;
        });

        run.WarmUp();
        sides.ControlOperation = TimeSpan.FromMicroseconds(100);

        Assert.Equal(10, run.Measure().Launch.Schedule.OperationsPerRepetition);
    }

    [Fact]
    public void A_period_shorter_than_a_block_is_repeated_to_fill_it()
    {
        FakeSides sides = Measured(NoWarmUp with { OperationsPerPeriod = 3 }, out PairedLaunch measured);

        Assert.All(sides.Calls, call => Assert.Equal(9, call.Operations));
        Assert.Equal(new BlockSchedule(9, 1), measured.Schedule);
    }

    [Fact]
    public void A_period_longer_than_a_block_is_cut_and_its_parts_alternate()
    {
        FakeSides sides = Measured(NoWarmUp with { OperationsPerPeriod = 32, MaximumPairs = 1 }, out PairedLaunch measured);

        Assert.Equal(
            [(Control, 8), (Candidate, 8), (Candidate, 8), (Control, 8), (Candidate, 8), (Control, 8), (Control, 8), (Candidate, 8)],
            sides.Calls
        );
        Assert.Equal([32 * 100_000.0], measured.ControlNanosecondsOfPairs());
        Assert.Equal([32 * 100_000.0], measured.CandidateNanosecondsOfPairs());
    }

    [Fact]
    public void Each_pair_holds_what_its_own_blocks_took()
    {
        Measured(NoWarmUp, out PairedLaunch measured, sides => sides.CandidateOperation = TimeSpan.FromMicroseconds(101));

        Assert.Equal([1e6, 1e6, 1e6, 1e6], measured.ControlNanosecondsOfPairs());
        Assert.Equal([1.01e6, 1.01e6, 1.01e6, 1.01e6], measured.CandidateNanosecondsOfPairs());
    }

    [Fact]
    public void A_steady_drift_cancels_within_a_pair_of_many_blocks()
    {
        var plan = NoWarmUp with { OperationsPerPeriod = 100, MaximumPairs = 50 };
        Measured(plan, out PairedLaunch measured, sides => sides.Drift = TimeSpan.FromTicks(1));

        Assert.True(measured.TotalControlNanoseconds > 1.5 * 50 * 100 * 100_000, "the drift must be large for this to mean anything");
        Assert.All(measured.ControlNanosecondsOfPairs().Zip(measured.CandidateNanosecondsOfPairs()), pair =>
            Assert.Equal(1, pair.First / pair.Second, 3e-4)
        );
        Assert.Equal(
            1,
            measured.ControlNanosecondsOfPairs().Zip(measured.CandidateNanosecondsOfPairs()).Average(pair => pair.First / pair.Second),
            1e-5
        );
    }

    [Fact]
    public void Both_sides_have_run_the_same_whole_periods_at_the_end_of_every_pair()
    {
        var random = new Random(7);
        for (int i = 0; i < 100; i++)
        {
            var plan = NoWarmUp with { OperationsPerPeriod = random.Next(1, 70), MaximumPairs = 3, MaximumTime = TimeSpan.FromHours(1) };
            var sides = new FakeSides(_clock, plan) { ControlOperation = TimeSpan.FromMicroseconds(random.Next(1, 3000)) };
            PairedRun run = Run(sides);
            run.WarmUp();
            PairedLaunch measured = run.Measure().Launch;

            int blocks = measured.Schedule.BlocksPerRepetition;
            foreach (var pair in sides.Calls.TakeLast(3 * 2 * blocks).Chunk(2 * blocks))
            {
                int control = pair.Where(call => call.Side == Control).Sum(call => call.Operations);
                Assert.Equal(control, pair.Where(call => call.Side == Candidate).Sum(call => call.Operations));
                Assert.Equal(measured.Schedule.OperationsPerRepetition, control);
                Assert.Equal(0, control % plan.OperationsPerPeriod);
            }
            Assert.Equal(0, sides.Calls.Where(call => call.Side == Candidate).Sum(call => call.Operations) % plan.OperationsPerPeriod);
        }
    }

    [Fact]
    public void The_stop_rule_is_asked_at_growing_numbers_of_pairs_and_sees_them_all()
    {
        var asked = new List<int>();
        bool Asked(BlocksSoFar blocks)
        {
            Assert.Equal((1, 1), (blocks.BlocksPerRepetition, blocks.Repetitions));
            Assert.Equal(blocks.Pairs, blocks.CandidateTicks.Length);
            Assert.Equal(10_000, blocks.ControlTicks[^1]);
            asked.Add(blocks.Pairs);
            return blocks.Pairs >= 40;
        }

        Measured(NoWarmUp with { StopWhen = Asked, MaximumPairs = 1000 }, out PairedLaunch measured);

        Assert.Equal([16, 20, 25, 32, 40], asked);
        Assert.Equal(StoppedBy.Precision, measured.StoppedBy);
        Assert.Equal(40, measured.Pairs);
    }

    [Fact]
    public void The_stop_rule_is_not_asked_before_the_minimum_time()
    {
        var plan = NoWarmUp with { StopWhen = _ => true, MaximumPairs = 1000, MinimumTime = TimeSpan.FromMilliseconds(100) };
        Measured(plan, out PairedLaunch measured);

        Assert.Equal(StoppedBy.Precision, measured.StoppedBy);
        Assert.InRange(measured.Pairs, 50, 63);
    }

    [Fact]
    public void Measuring_ends_before_the_pair_that_would_pass_the_maximum_time()
    {
        Measured(NoWarmUp with { MaximumTime = TimeSpan.FromMilliseconds(99), MaximumPairs = 1000 }, out PairedLaunch measured);

        Assert.Equal(StoppedBy.Time, measured.StoppedBy);
        Assert.Equal(49, measured.Pairs);
        Assert.Equal(TimeSpan.FromMilliseconds(98), measured.Elapsed);
    }

    [Fact]
    public void The_time_that_the_stop_rule_takes_counts()
    {
        bool Slow(BlocksSoFar blocks)
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            return false;
        }

        Measured(NoWarmUp with { StopWhen = Slow, MaximumPairs = 1000 }, out PairedLaunch measured);

        Assert.Equal(StoppedBy.Time, measured.StoppedBy);
        Assert.Equal(16, measured.Pairs);
    }

    [Fact]
    public void A_pair_that_alone_would_pass_the_maximum_time_is_not_begun()
    {
        var plan = NoWarmUp with { OperationsPerPeriod = 10, MaximumTime = TimeSpan.FromSeconds(1) };
        var sides = new FakeSides(_clock, plan) { ControlOperation = TimeSpan.FromSeconds(1) };
        PairedRun run = Run(sides);
        run.WarmUp();
        int calls = sides.Calls.Count;
        PairedMeasurement measured = run.Measure();

        Assert.Equal(calls, sides.Calls.Count);
        Assert.Equal((0, 0), (measured.Launch.Pairs, measured.Launch.Blocks));
        Assert.Equal(StoppedBy.Time, measured.Launch.StoppedBy);
        Assert.Equal(10.001, measured.ExpectedPair.TotalSeconds, 1e-6);
    }

    [Fact]
    public void Measuring_ends_at_the_maximum_number_of_pairs()
    {
        Measured(NoWarmUp with { MaximumPairs = 300 }, out PairedLaunch measured);

        Assert.Equal(StoppedBy.Pairs, measured.StoppedBy);
        Assert.Equal(300, measured.Pairs);
        Assert.Equal((300, 300), (measured.ControlTicks.Length, measured.CandidateTicks.Length));
    }

    [Fact]
    public void More_pairs_than_expected_find_room()
    {
        var sides = new FakeSides(_clock, NoWarmUp with { MaximumPairs = 1000, MaximumTime = TimeSpan.FromMilliseconds(20) });
        PairedRun run = Run(sides);
        run.WarmUp();
        sides.ControlOperation = sides.CandidateOperation = TimeSpan.FromMicroseconds(1);
        PairedLaunch measured = run.Measure().Launch;

        Assert.Equal(1000, measured.Pairs);
        Assert.All(measured.ControlNanosecondsOfPairs(), time => Assert.Equal(10_000, time));
    }

    [Fact]
    public void Warm_up_runs_both_sides_for_the_planned_time()
    {
        var sides = new FakeSides(_clock, NoWarmUp with { WarmUp = TimeSpan.FromSeconds(1) });
        long start = _clock.GetTimestamp();
        Run(sides).WarmUp();

        Assert.InRange(_clock.GetElapsedTime(start), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.1));
        Assert.Equal(Operations(sides, Control), Operations(sides, Candidate));
    }

    [Fact]
    public void Warm_up_without_time_still_runs_one_period_of_each_side()
    {
        var sides = new FakeSides(_clock, NoWarmUp with { OperationsPerPeriod = 5 });
        Run(sides).WarmUp();

        Assert.Equal(5, Operations(sides, Control));
        Assert.Equal(5, Operations(sides, Candidate));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(32, 1)]
    [InlineData(640, 10)]
    public void The_sides_take_turns_in_the_warm_up_so_that_code_which_both_run_is_compiled_for_both(int period, int operationsOfATurn)
    {
        var sides = new FakeSides(_clock, NoWarmUp with { OperationsPerPeriod = period, BlockDuration = TimeSpan.FromMicroseconds(100) });
        Run(sides).WarmUp();

        Assert.Equal(
            Enumerable
                .Repeat<(Side, int)[]>([(Control, operationsOfATurn), (Candidate, operationsOfATurn)], period / operationsOfATurn)
                .SelectMany(turn => turn),
            sides.Calls
        );
    }

    [Theory]
    [InlineData(60, 1.08)]
    [InlineData(200, 2)]
    public void Warm_up_lasts_until_code_that_runs_once_per_period_is_compiled_for_twice_its_length_at_most(
        int period,
        double seconds
    )
    {
        var sides = new FakeSides(_clock, NoWarmUp with { OperationsPerPeriod = period, WarmUp = TimeSpan.FromSeconds(1) });
        long start = _clock.GetTimestamp();
        Run(sides).WarmUp();

        Assert.InRange(_clock.GetElapsedTime(start).TotalSeconds, seconds, seconds + 0.05);
    }

    [Fact]
    public void Warm_up_lasts_until_no_method_was_compiled_for_a_while()
    {
        var sides = new FakeSides(_clock, NoWarmUp with { WarmUp = TimeSpan.FromSeconds(1) });
        long start = _clock.GetTimestamp();
        Run(sides, () => _clock.GetElapsedTime(start) < TimeSpan.FromSeconds(1.5) ? ++_compiledMethods : _compiledMethods).WarmUp();

        Assert.InRange(_clock.GetElapsedTime(start), TimeSpan.FromSeconds(1.74), TimeSpan.FromSeconds(1.85));
    }

    [Fact]
    public void Warm_up_ends_at_three_times_its_length_even_if_compilation_never_does()
    {
        var sides = new FakeSides(_clock, NoWarmUp with { WarmUp = TimeSpan.FromSeconds(1) });
        long start = _clock.GetTimestamp();
        Run(sides, () => ++_compiledMethods).WarmUp();

        Assert.InRange(_clock.GetElapsedTime(start), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.1));
    }

    [Theory]
    // Of rounds of 100 ms: 20 of them, which is twice the warm-up; 90 of them, in which all code is compiled.
    [InlineData(1000, 50, 0, 2000)]
    [InlineData(9000, 50, 0, 9000)]
    // Compilation that never ends: three times the warm-up.
    [InlineData(1000, 50, 100_000, 3000)]
    // Compilation until 1.8 s, in rounds of 50 ms, and 250 ms without.
    [InlineData(1000, 25, 1800, 2050)]
    // Of a warm-up of less than that, its own length without.
    [InlineData(100, 5, 150, 250)]
    public void Warm_up_ends_with_the_round_that_reaches_its_end(int warmUp, int operation, int compilation, int end)
    {
        var sides = new FakeSides(_clock, NoWarmUp with { WarmUp = TimeSpan.FromMilliseconds(warmUp) })
        {
            ControlOperation = TimeSpan.FromMilliseconds(operation),
            CandidateOperation = TimeSpan.FromMilliseconds(operation),
        };
        long start = _clock.GetTimestamp();
        Run(sides, () => _clock.GetElapsedTime(start).TotalMilliseconds <= compilation ? ++_compiledMethods : _compiledMethods).WarmUp();

        Assert.Equal(TimeSpan.FromMilliseconds(end), _clock.GetElapsedTime(start));
    }

    [Fact]
    public void Rounds_of_the_warm_up_grow_until_they_are_as_long_as_a_block()
    {
        var sides = new FakeSides(_clock, NoWarmUp with { WarmUp = TimeSpan.FromMilliseconds(20) })
        {
            ControlOperation = TimeSpan.FromMicroseconds(125),
        };
        Run(sides).WarmUp();

        Assert.Equal([1, 2, 4, 8, 8], sides.Calls.Where(call => call.Side == Control).Take(5).Select(call => call.Operations));
    }

    [Theory]
    // A period of 12 ms, for which there are 10: with a minimum of pairs two periods may take three times as long.
    [InlineData(0, 12, 0)]
    [InlineData(1, 12, 2)]
    // Of 8 ms only the first fits.
    [InlineData(0, 8, 1)]
    [InlineData(1, 8, 2)]
    public void Two_periods_are_measured_in_any_case_only_if_a_minimum_is_asked(int fewest, int milliseconds, int pairs)
    {
        var plan = NoWarmUp with { MinimumPairs = fewest, MaximumTime = TimeSpan.FromMilliseconds(10), MaximumPairs = 100 };
        Measured(plan, out PairedLaunch measured, sides =>
            sides.ControlOperation = sides.CandidateOperation = TimeSpan.FromMilliseconds(milliseconds / 2)
        );

        Assert.Equal(pairs, measured.Pairs);
    }

    [Fact]
    public void The_stop_rule_is_asked_as_soon_as_the_minimum_time_is_over_and_goes_before_the_number_of_pairs()
    {
        // A pair takes 2 ms, and the rule is asked after 16 and 20.
        var plan = NoWarmUp with { StopWhen = _ => true, MaximumPairs = 20, MinimumTime = TimeSpan.FromMilliseconds(40) };
        Measured(plan, out PairedLaunch measured);

        Assert.Equal((20, StoppedBy.Precision), (measured.Pairs, measured.StoppedBy));
    }

    [Fact]
    public void The_pair_that_is_expected_has_all_repetitions()
    {
        var sides = new FakeSides(_clock, NoWarmUp with { MaximumRepetitions = 3, MaximumTime = TimeSpan.FromHours(1), MaximumPairs = 1 });
        PairedRun run = Run(sides);
        run.WarmUp();
        PairedMeasurement measured = run.Measure();

        Assert.Equal(3, measured.Launch.Repetitions);
        Assert.Equal(measured.Launch.Elapsed, measured.ExpectedPair);
    }

    [Fact]
    public void Nothing_is_allocated_between_two_blocks()
    {
        var sides = new AllocationProbe();
        var run = new PairedRun(sides, sides.Plan, TimeProvider.System, () => 0);
        run.WarmUp();
        run.Measure(); // what is made once, at first use, is made here: the sorter of an array, for instance

        // The least of a few: a collection on another thread can count up to 8 KiB too much.
        long fewest = long.MaxValue;
        for (int measurement = 0; measurement < 3; measurement++)
        {
            sides.Forget();
            run.Measure();
            Assert.Equal(2 * sides.Plan.MaximumPairs * sides.Plan.MaximumRepetitions, sides.Calls);
            fewest = Math.Min(fewest, sides.AllocatedBetweenCalls);
        }

        Assert.Equal(0, fewest);
    }

    private PairedRun Run(FakeSides sides, Func<long>? compiledMethods = null) =>
        new(sides, sides.Plan, _clock, compiledMethods ?? (() => 0));

    /// <summary>Warms up, measures, and leaves of the calls only those that were measured.</summary>
    private FakeSides Measured(PairedPlan plan, out PairedLaunch measured, Action<FakeSides>? change = null)
    {
        var sides = new FakeSides(_clock, plan);
        change?.Invoke(sides);
        PairedRun run = Run(sides);
        run.WarmUp();
        measured = run.Measure().Launch;
        sides.Calls.RemoveRange(0, sides.Calls.Count - 2 * measured.Schedule.BlocksPerRepetition * measured.Pairs);
        return sides;
    }

    private static int Operations(FakeSides sides, Side side) => sides.Calls.Where(call => call.Side == side).Sum(call => call.Operations);
}
