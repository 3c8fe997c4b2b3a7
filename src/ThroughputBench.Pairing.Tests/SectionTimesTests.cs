using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public class SectionTimesTests
{
    private static readonly PairedPlan Plan = new()
    {
        BlockDuration = TimeSpan.FromMilliseconds(1),
        OperationsPerPeriod = 20,
        MaximumRepetitions = 1,
        WarmUp = TimeSpan.Zero,
        MaximumPairs = 7,
    };

    [Fact]
    public void A_launch_has_one_time_for_each_operation_that_was_measured_and_none_of_the_warm_up()
    {
        var clock = new FakeTimeProvider();
        var run = new PairedRun(new Timed(clock, Plan), Plan, clock, () => 0);
        run.WarmUp();

        PairedLaunch launch = run.Measure().Launch;

        Assert.Equal(7, launch.Pairs);
        Assert.Equal((launch.Operations, launch.Operations), (launch.ControlSectionTicks.Length, launch.CandidateSectionTicks.Length));
        Assert.All(launch.ControlSectionTicks.Concat(launch.CandidateSectionTicks), ticks => Assert.True(ticks >= 0));
    }

    [Fact]
    public void Sides_without_sections_have_no_times()
    {
        var clock = new FakeTimeProvider();
        var run = new PairedRun(new FakeSides(clock, Plan), Plan, clock, () => 0);
        run.WarmUp();

        Assert.Empty(run.Measure().Launch.CandidateSectionTicks);
    }

    [Fact]
    public void Times_survive_the_way_from_one_process_to_another()
    {
        var launch = new PairedLaunch
        {
            ControlTicks = [1, 2],
            CandidateTicks = [3, 4],
            ControlSectionTicks = [5, 6, 7],
            CandidateSectionTicks = [8, 9, 10],
            PairsOfLayouts = [1, 1],
            TicksPerSecond = 1000,
            OperationsPerRepetition = 1,
            BlocksPerRepetition = 1,
            Repetitions = 1,
            StoppedBy = StoppedBy.Pairs,
            Elapsed = TimeSpan.FromSeconds(1),
        };

        Assert.Equivalent(launch, LaunchFile.Take(LaunchFile.Write(launch)), strict: true);
    }

    [Fact]
    public void Nothing_is_allocated_and_nothing_kept_before_room_is_made()
    {
        var times = new SectionTimes();
        times.Start();
        times.Stop();
        Assert.Empty(times.Taken());

        times.Clear(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            times.Start();
            times.StopPart();
            times.Start();
            times.Stop();
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1000, times.Taken().Length);
    }

    private sealed class Timed(FakeTimeProvider clock, PairedPlan plan) : IPairedSections
    {
        private readonly FakeSides _sides = new(clock, plan);

        public SectionTimes ControlSections { get; } = new();

        public SectionTimes CandidateSections { get; } = new();

        public PairedPlan Plan => _sides.Plan;

        public void RunControl(int operations)
        {
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
