using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public class LayoutsTests
{
    /// <summary>A pair takes 2 ms: 10 operations of 100 µs on each side.</summary>
    private static readonly PairedPlan Plan = new()
    {
        BlockDuration = TimeSpan.FromMilliseconds(1),
        MaximumRepetitions = 1,
        WarmUp = TimeSpan.Zero,
        MaximumTime = TimeSpan.FromMilliseconds(80),
        Layouts = 4,
    };

    [Fact]
    public void Sides_are_set_up_again_for_equal_parts_of_the_time()
    {
        PairedLaunch launch = Measured(Plan, out Renewed sides);

        Assert.Equal([10, 10, 10, 10], launch.PairsOfLayouts);
        Assert.Equal((40, 3), (launch.Pairs, sides.Renewals));
    }

    [Fact]
    public void What_setting_up_and_warming_up_again_take_is_not_measured()
    {
        PairedLaunch launch = Measured(Plan, out _, setUp: TimeSpan.FromSeconds(1));

        Assert.Equal((40, TimeSpan.FromMilliseconds(80)), (launch.Pairs, launch.Elapsed));
        Assert.Equal((400, 400), (launch.ControlSectionTicks.Length, launch.CandidateSectionTicks.Length));
    }

    [Fact]
    public void A_new_layout_runs_for_a_fifth_of_the_warm_up_before_it_is_measured()
    {
        PairedPlan plan = Plan with { WarmUp = TimeSpan.FromMilliseconds(50) };
        PairedLaunch one = Measured(plan with { Layouts = 1 }, out Renewed once),
            four = Measured(plan, out Renewed again);

        Assert.Equal(one.Pairs, four.Pairs);
        // 10 ms are 50 operations of each side; the last round can be longer.
        Assert.InRange(again.ControlOperations - once.ControlOperations, 3 * 50, 3 * 100);
    }

    [Fact]
    public void A_second_measurement_has_its_own_sections()
    {
        var clock = new FakeTimeProvider();
        var run = new PairedRun(new Renewed(clock, Plan, TimeSpan.Zero), Plan, clock, () => 0);
        run.WarmUp();
        run.Measure();

        PairedLaunch second = run.Measure().Launch;

        Assert.Equal((400, 400), (second.ControlSectionTicks.Length, second.CandidateSectionTicks.Length));
    }

    [Fact]
    public void Each_layout_has_two_pairs_at_least()
    {
        PairedLaunch launch = Measured(Plan with { MaximumTime = TimeSpan.FromMilliseconds(10) }, out _);

        Assert.Equal([2, 3], launch.PairsOfLayouts);
    }

    [Fact]
    public void Each_layout_has_two_periods_at_least_if_a_period_is_several_pairs()
    {
        // A period takes 8 ms: four pairs of a block each.
        PairedLaunch launch = Measured(
            Plan with { OperationsPerPeriod = 40, MinimumPairs = 20, MaximumTime = TimeSpan.FromMilliseconds(24) },
            out _
        );

        Assert.Equal([8, 12], launch.PairsOfLayouts);
    }

    [Fact]
    public void Three_periods_are_one_layout()
    {
        PairedLaunch launch = Measured(
            Plan with { OperationsPerPeriod = 40, MinimumPairs = 12, MaximumTime = TimeSpan.FromMilliseconds(24) },
            out Renewed sides
        );

        Assert.Equal((12, 0), (launch.Pairs, sides.Renewals));
        Assert.Empty(launch.PairsOfLayouts);
    }

    [Fact]
    public void One_layout_is_not_named()
    {
        PairedLaunch launch = Measured(Plan with { Layouts = 1 }, out Renewed sides);

        Assert.Empty(launch.PairsOfLayouts);
        Assert.Equal(0, sides.Renewals);
    }

    [Fact]
    public void Sides_that_cannot_be_set_up_again_are_refused_if_the_plan_wants_it()
    {
        var clock = new FakeTimeProvider();
        var run = new PairedRun(new FakeSides(clock, Plan), Plan, clock, () => 0);
        run.WarmUp();

        string message = Assert.Throws<InvalidOperationException>(() => run.Measure()).Message;
        Assert.Contains(nameof(IPairedLayouts), message, StringComparison.Ordinal);
    }

    private static PairedLaunch Measured(PairedPlan plan, out Renewed sides, TimeSpan setUp = default)
    {
        var clock = new FakeTimeProvider();
        sides = new Renewed(clock, plan, setUp);
        var run = new PairedRun(sides, plan, clock, () => 0);
        run.WarmUp();
        return run.Measure().Launch;
    }

    private sealed class Renewed(FakeTimeProvider clock, PairedPlan plan, TimeSpan setUp) : IPairedLayouts, IPairedSections
    {
        private readonly FakeSides _sides = new(clock, plan);

        public int Renewals { get; private set; }

        public int ControlOperations { get; private set; }

        public SectionTimes ControlSections { get; } = new();

        public SectionTimes CandidateSections { get; } = new();

        public PairedPlan Plan => _sides.Plan;

        public void SetUpAgain()
        {
            Renewals++;
            clock.Advance(setUp);
        }

        public void RunControl(int operations)
        {
            ControlOperations += operations;
            _sides.RunControl(operations);
            Time(ControlSections, operations);
        }

        public void RunCandidate(int operations)
        {
            _sides.RunCandidate(operations);
            Time(CandidateSections, operations);
        }

        private static void Time(SectionTimes times, int operations)
        {
            for (int i = 0; i < operations; i++)
            {
                times.Start();
                times.Stop();
            }
        }
    }
}
