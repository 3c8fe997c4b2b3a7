using ThroughputBench.Statistics.Tests.Simulation;
using static ThroughputBench.Statistics.Tests.Estimates;

namespace ThroughputBench.Statistics.Tests;

public sealed class FamilyVerdictTests(ITestOutputHelper output)
{
    private const int GridCells = 24;

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(Noise.Normal, NoiseLayout.Interleaved)]
    [InlineData(Noise.HeavyTailed, NoiseLayout.PerSide)]
    [InlineData(Noise.SharedMachine, NoiseLayout.Interleaved)]
    [InlineData(Noise.SharedMachine, NoiseLayout.PerSide)]
    public void At_A_A_a_grid_of_24_cells_raises_a_false_alarm_in_at_most_one_of_a_hundred_checks(Noise noise, NoiseLayout layout)
    {
        var run = new SimulatedRun(noise, layout, 400) { Overhead = 0 };

        double alarms = Simulated.Share(1000, check => FamilyVerdict.Of([.. Grid(run, check)], limit: 0).Verdict == Verdict.Over);

        output.WriteLine($"{noise}, {layout}: {alarms:P2}");
        Assert.InRange(alarms, 0, 0.01);
    }

    [Fact]
    [Trait("Category", "Simulation")]
    public void At_A_A_a_grid_of_24_cells_of_repeated_blocks_on_a_shared_core_raises_no_more_of_them()
    {
        var run = new SimulatedRun(Noise.SharedCore, NoiseLayout.Interleaved, 100) { Overhead = 0, Shape = RunShape.Repeated };

        double alarms = Simulated.Share(1000, check => FamilyVerdict.Of([.. Grid(run, check)], limit: 0).Verdict == Verdict.Over);

        output.WriteLine($"{alarms:P2}");
        Assert.InRange(alarms, 0, 0.01);
    }

    [Fact]
    [Trait("Category", "Simulation")]
    public void Two_equal_runs_compared_cell_by_cell_raise_a_false_alarm_in_at_most_one_of_a_hundred_checks()
    {
        var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.Interleaved, 400) { Overhead = 0.002 };

        double alarms = Simulated.Share(1000, check =>
            FamilyVerdict
                .Of([.. Grid(run, 2 * check).Zip(Grid(run, 2 * check + 1), (now, before) => now.ComparedWith(before))], limit: 0)
                .Verdict == Verdict.Over
        );

        output.WriteLine($"{alarms:P2}");
        Assert.InRange(alarms, 0, 0.01);
    }

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(NoiseLayout.Interleaved)]
    [InlineData(NoiseLayout.PerSide)]
    public void One_cell_of_24_that_is_one_percent_slower_is_found_against_a_budget_of_half_a_percent(NoiseLayout layout)
    {
        var sound = new SimulatedRun(Noise.SharedMachine, layout, 2000) { Overhead = 0, Deviation = 0.007 };
        SimulatedRun slow = sound with { Overhead = 0.01 };
        RatioEstimate[] others = [.. Grid(sound, 0).Skip(1)];

        double found = Simulated.Share(1000, seed =>
            FamilyVerdict.Of([slow.Measure(seed).Estimate(), .. others], limit: 0.005).Cells[0] == Verdict.Over
        );

        Assert.InRange(found, 0.95, 1);
    }

    [Fact]
    [Trait("Category", "Simulation")]
    public void A_monitor_one_percent_slower_is_never_called_within_budget()
    {
        var slow = new SimulatedRun(Noise.SharedMachine, NoiseLayout.PerSide, 400) { Overhead = 0.01 };

        Assert.Equal(0, Simulated.Share(2000, seed => slow.Measure(seed).Estimate().Against(0.005) == Verdict.Within));
    }

    [Fact]
    public void All_cells_within_make_the_family_within()
    {
        var family = FamilyVerdict.Of([Between(0.001, 0.003), Between(-0.001, 0.005)], 0.005);

        Assert.Equal(Verdict.Within, family.Verdict);
        Assert.Equal([Verdict.Within, Verdict.Within], family.Cells);
    }

    [Fact]
    public void One_inconclusive_cell_leaves_the_family_inconclusive()
    {
        Assert.Equal(Verdict.Inconclusive, FamilyVerdict.Of([Between(0.001, 0.003), Between(0.004, 0.006)], 0.005).Verdict);
        Assert.Equal(Verdict.Inconclusive, FamilyVerdict.Of([Between(0.001, 0.003), Unknown], 0.005).Verdict);
    }

    [Fact]
    public void One_cell_clearly_over_makes_the_family_over_whatever_the_others_are()
    {
        var family = FamilyVerdict.Of([Between(0.001, 0.003), Unknown, Between(0.009, 0.011)], 0.005);

        Assert.Equal(Verdict.Over, family.Verdict);
        Assert.Equal([Verdict.Within, Verdict.Inconclusive, Verdict.Over], family.Cells);
    }

    [Fact]
    public void A_cell_barely_over_when_judged_alone_is_inconclusive_in_a_large_family()
    {
        RatioEstimate barely = Between(0.0051, 0.0091);

        Assert.Equal(Verdict.Over, barely.Against(0.005));
        Assert.Equal(Verdict.Inconclusive, FamilyVerdict.Of([barely, .. Enumerable.Repeat(Between(0, 0.001), 23)], 0.005).Cells[0]);
    }

    [Fact]
    public void Each_cell_may_have_its_own_limit()
    {
        RatioEstimate cell = Between(0.006, 0.008);

        var family = FamilyVerdict.Of([new FamilyMember(cell, 0.005), new FamilyMember(cell, 0.009)], familyError: 0.05);

        Assert.Equal([Verdict.Over, Verdict.Within], family.Cells);
    }

    [Fact]
    public void Each_attempt_must_be_twice_as_sure_as_the_one_before_it()
    {
        RatioEstimate cell = WithPValue(0.01);

        double PValue(int attempt) => FamilyVerdict.Of([new FamilyMember(cell, 0, attempt)]).PValues[0];

        Assert.Equal(0.01, PValue(1), 9);
        Assert.Equal(0.08, PValue(4), 9);
        Assert.Equal(Verdict.Within, FamilyVerdict.Of([new FamilyMember(Between(0.001, 0.0049), 0.005)]).Verdict);
        Assert.Equal(Verdict.Inconclusive, FamilyVerdict.Of([new FamilyMember(Between(0.001, 0.0049), 0.005, Attempt: 2)]).Verdict);
        Assert.Throws<ArgumentOutOfRangeException>(() => PValue(0));
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(3)]
    public void After_a_thousand_attempts_a_cell_has_to_be_as_sure_as_a_double_can_say(double freedom)
    {
        Verdict Of(double lower, double upper) =>
            FamilyVerdict
                .Of([new FamilyMember(Between(lower, upper) with { DegreesOfFreedom = freedom }, 0.005, Attempt: 1000)])
                .Verdict;

        Assert.Equal(Verdict.Inconclusive, Of(0.001, 0.0049));
        Assert.Equal(Verdict.Within, Of(-1e-9, 1e-9));
    }

    [Fact]
    [Trait("Category", "Simulation")]
    public void Trying_four_times_until_it_is_over_raises_no_more_than_twice_the_false_alarms()
    {
        var run = new SimulatedRun(Noise.Normal, NoiseLayout.Interleaved, 400) { Overhead = 0 };

        double alarms = Simulated.Share(4000, check =>
            Enumerable
                .Range(1, 4)
                .Any(attempt =>
                    FamilyVerdict
                        .Of([new FamilyMember(run.Measure(4 * check + (ulong)attempt).Estimate(), 0, attempt)], familyError: 0.02)
                        .Verdict == Verdict.Over
                )
        );

        Assert.InRange(alarms, 0.02, 0.045);
    }

    [Fact]
    public void P_values_are_adjusted_as_Holm_worked_them_out()
    {
        RatioEstimate[] cells = [WithPValue(0.01), WithPValue(0.04), WithPValue(0.03), WithPValue(0.005)];

        FamilyVerdict family = FamilyVerdict.Of(cells, 0);

        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
        Assert.Equal([0.03, 0.06, 0.06, 0.02], family.PValues.Select(p => Math.Round(p, 9)));
    }

    [Fact]
    public void An_empty_family_or_an_impossible_error_is_refused()
    {
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => FamilyVerdict.Of([], 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => FamilyVerdict.Of([Unknown], 0, familyError: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FamilyVerdict.Of([Unknown], double.NaN));
    }

    private static IEnumerable<RatioEstimate> Grid(SimulatedRun run, ulong seed) =>
        Enumerable.Range(0, GridCells).Select(cell => run.Measure(seed * GridCells + (ulong)cell).Estimate());
}
