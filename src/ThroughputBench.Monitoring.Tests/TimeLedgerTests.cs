using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class TimeLedgerTests
{
    [Fact]
    public void Each_moment_goes_to_the_phase_that_was_entered_last()
    {
        var ledger = new TimeLedger(frequency: 10);
        ledger.Enter(TimePhase.DataWait, 1_000);
        ledger.Enter(TimePhase.ForwardBackward, 1_010);
        ledger.Enter(TimePhase.Optimizer, 1_030);
        ledger.Enter(TimePhase.Callbacks, 1_045);
        ledger.Enter(TimePhase.Logging, 1_046);
        ledger.Enter(TimePhase.Callbacks, 1_048);
        ledger.Enter(TimePhase.Validation, 1_050);
        ledger.Enter(TimePhase.Other, 1_090);

        TimeBreakdown breakdown = ledger.Read(1_100);

        Assert.Equal(new TimeBreakdown(10, 10, 20, 15, 40, 3, 2, 10), breakdown);
        Assert.Equal((100L, 10.0), (breakdown.TotalTicks, breakdown.TotalSeconds));
        Assert.Equal([1.0, 2.0, 1.5, 4.0, 0.3, 0.2, 1.0], Enum.GetValues<TimePhase>().Select(breakdown.Seconds));
        Assert.Equal([0.1, 0.2, 0.15, 0.4, 0.03, 0.02, 0.1], Enum.GetValues<TimePhase>().Select(breakdown.Share));
    }

    [Fact]
    public void Whatever_the_phases_their_sum_is_the_wall_clock_to_the_tick()
    {
        TimePhase[] phases = Enum.GetValues<TimePhase>();
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var ledger = new TimeLedger(frequency: 1_000_000_000);
            long opened = random.NextInt64(-(1L << 60), 1L << 60),
                time = opened;
            long[] expected = new long[phases.Length];
            TimePhase current = phases[random.Next(phases.Length)];
            ledger.Enter(current, time);
            for (int entry = random.Next(200); entry > 0; entry--)
            {
                long ticks = random.Next(3) == 0 ? 0 : random.NextInt64(1L << 40);
                expected[(int)current] += ticks;
                time += ticks;
                current = phases[random.Next(phases.Length)];
                ledger.Enter(current, time);

                TimeBreakdown breakdown = ledger.Read(time);
                Assert.True(breakdown.TotalTicks == time - opened, $"Seed {seed}: {breakdown.TotalTicks} ticks, not {time - opened}.");
                Assert.True(phases.All(phase => breakdown.Seconds(phase) == expected[(int)phase] / 1e9), $"Seed {seed}: {breakdown}.");
            }
        }
    }

    [Fact]
    public void A_phase_inside_another_gives_back_to_it()
    {
        var ledger = new TimeLedger(frequency: 1);
        ledger.Enter(TimePhase.Callbacks, 0);
        TimePhase around = ledger.Current;
        ledger.Enter(TimePhase.Logging, 5);
        ledger.Enter(around, 7);

        TimeBreakdown breakdown = ledger.Read(10);
        Assert.Equal((8.0, 2.0), (breakdown.Seconds(TimePhase.Callbacks), breakdown.Seconds(TimePhase.Logging)));
    }

    [Fact]
    public void The_first_entry_opens_it_whatever_the_clock_says_and_before_it_there_is_no_time()
    {
        var ledger = new TimeLedger(frequency: 10);
        TimeBreakdown nothing = ledger.Read(500);
        Assert.Equal((0L, 0.0, 0.0), (nothing.TotalTicks, nothing.TotalSeconds, nothing.Share(TimePhase.Other)));

        ledger.Enter(TimePhase.DataWait, -1_000);

        Assert.Equal(50, ledger.Read(-950).TotalTicks);
    }

    [Fact]
    public void Reading_leaves_it_as_it_was()
    {
        var ledger = new TimeLedger(frequency: 10);
        ledger.Enter(TimePhase.DataWait, 0);

        Assert.Equal(ledger.Read(30), ledger.Read(30));
        Assert.Equal(20, ledger.Read(20).DataWaitTicks);
        ledger.Enter(TimePhase.Optimizer, 10);

        Assert.Equal((10L, 5L), (ledger.Read(15).DataWaitTicks, ledger.Read(15).OptimizerTicks));
    }

    [Fact]
    public void Two_readings_give_the_difference_between_them()
    {
        var ledger = new TimeLedger(frequency: 10);
        ledger.Enter(TimePhase.DataWait, 0);
        ledger.Enter(TimePhase.ForwardBackward, 10);
        TimeBreakdown first = ledger.Read(15);
        ledger.Enter(TimePhase.DataWait, 20);
        TimeBreakdown between = ledger.Read(50) - first;

        Assert.Equal(new TimeBreakdown(10, 30, 5, 0, 0, 0, 0, 0), between);
        Assert.Equal(30 / 35.0, between.Share(TimePhase.DataWait));
        Assert.Equal(first, first - default(TimeBreakdown));
    }

    [Fact]
    public void The_difference_of_two_readings_is_taken_phase_by_phase()
    {
        TimeBreakdown later = new(10, 11, 22, 33, 44, 55, 66, 77),
            earlier = new(10, 1, 2, 3, 4, 5, 6, 7);

        Assert.Equal(new TimeBreakdown(10, 10, 20, 30, 40, 50, 60, 70), later - earlier);
        Assert.Equal(later - earlier, TimeBreakdown.Subtract(later, earlier));
    }

    [Fact]
    public void The_default_breakdown_is_a_span_of_no_time()
    {
        TimeBreakdown nothing = default;

        Assert.Equal(0, nothing.TotalSeconds);
        Assert.All(Enum.GetValues<TimePhase>(), phase => Assert.Equal((0, 0), (nothing.Seconds(phase), nothing.Share(phase))));
    }

    [Fact]
    public void Time_that_goes_back_is_refused_and_the_ledger_continues()
    {
        var ledger = new TimeLedger(frequency: 10);
        ledger.Enter(TimePhase.DataWait, 0);
        ledger.Enter(TimePhase.Optimizer, 10);

        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Enter(TimePhase.Logging, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Read(9));

        Wording.Matches(refusal.Message);
        Assert.Equal(TimePhase.Optimizer, ledger.Current);
        Assert.Equal(new TimeBreakdown(10, 10, 0, 5, 0, 0, 0, 0), ledger.Read(15));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    public void A_phase_that_does_not_exist_is_refused(int phase)
    {
        var ledger = new TimeLedger(frequency: 10);
        ledger.Enter(TimePhase.DataWait, 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Enter((TimePhase)phase, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Read(10).Seconds((TimePhase)phase));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Read(10).Share((TimePhase)phase));
        Assert.Equal((TimePhase.DataWait, 20L), (ledger.Current, ledger.Read(20).DataWaitTicks));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-10)]
    public void A_clock_without_ticks_is_refused(long frequency)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new TimeLedger(frequency));
        Wording.Matches(refusal.Message, $"{frequency}");
    }
}
