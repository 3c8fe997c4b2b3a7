using MathNet.Numerics.Distributions;
using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Reports.History;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Checks;

/// <summary>
/// Merged grids of simulated machines, through the code that judges and pools them. Machines differ by ±20 % in the time of a step; what
/// else they differ by is each test's own.
/// </summary>
public sealed class BetweenMachinesTests(ITestOutputHelper output)
{
    private const double HalfWidth = 0.0005;
    private const double Freedom = 60;
    private const double StepSpread = 0.2;
    private const int Families = 10_000;

    private static readonly RunOptions Options = Samples.Options with { Accumulate = [1, 2], LogEvery = [2, 4, 8, 16] };

    private static readonly Cell[] Grid = [.. new SweepGrid(Options.ToGrid()).Accepted];

    private static readonly double StandardError = HalfWidth / StudentT.InvCDF(0, 1, Freedom, 0.975);

    [Fact]
    [Trait("Category", "Simulation")]
    public void Machines_that_differ_in_the_step_and_not_in_the_ratio_raise_a_false_alarm_in_at_most_one_of_a_hundred_families()
    {
        var random = new Random(1);

        int alarms = Enumerable.Range(0, Families).Count(_ => IsWorse(Merged(random, 4, 0), Merged(random, 4, 0)));

        output.WriteLine($"{alarms} of {Families}");
        Assert.InRange(alarms, 0, Families / 100);
    }

    [Fact]
    [Trait("Category", "Simulation")]
    public void What_machines_differ_by_in_the_ratio_is_in_the_interval_of_a_comparison()
    {
        const int Series = 2000;
        var random = new Random(2);
        int asOneMachine = 0,
            asTheyAre = 0;
        for (int i = 0; i < Series; i++)
        {
            RecordedRun now = Merged(random, 8, 0.003),
                before = Merged(random, 8, 0.003);
            asOneMachine += IsWorse(AsOneMachine(now), AsOneMachine(before)) ? 1 : 0;
            asTheyAre += IsWorse(now, before) ? 1 : 0;
        }

        output.WriteLine($"{asOneMachine} as one machine, {asTheyAre} as they are, of {Series}");
        Assert.True(asOneMachine > Series / 2, $"{asOneMachine} of {Series} as one machine");
        Assert.InRange(asTheyAre, 0, Series / 100);
    }

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void With_a_spread_in_the_ratio_the_interval_of_a_mean_overhead_covers_the_truth(int machines)
    {
        const double Truth = 0.002;
        var random = new Random(3);

        double covered = Share(4000, () =>
        {
            var overhead = HistoryPoint.Of(null!, Cells(random, machines, 0.001, Truth)).Overhead;
            return overhead.Lower <= Truth && Truth <= overhead.Upper;
        });

        output.WriteLine($"{covered:P2}");
        Assert.InRange(covered, 0.935, 0.97);
    }

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void With_a_spread_in_the_ratio_the_interval_of_a_pooled_indirect_effect_covers_none(int machines)
    {
        var random = new Random(4);

        double covered = Share(4000, () =>
        {
            IndirectRecord indirect = DirectCosts.Indirect(Cells(random, machines, 0.001, Samples.DirectCost.Share))!;
            Assert.Equal(machines, indirect.Machines);
            return indirect.Lower <= 0 && 0 <= indirect.Upper;
        });

        output.WriteLine($"{covered:P2}");
        Assert.InRange(covered, 0.935, 0.97);
    }

    [Fact]
    public void A_mean_over_one_machine_is_the_plain_mean_and_two_machines_have_one_degree_of_freedom()
    {
        RatioEstimate one = Estimate(0.001),
            other = Estimate(0.003);

        RatioEstimate same = BetweenMachines.Mean([(1, one), (1, other)]),
            apart = BetweenMachines.Mean([(1, one), (2, other)]);

        Assert.Equal(0.002, same.Overhead, 5);
        Assert.InRange(same.HalfWidth, 0.9 * HalfWidth / Math.Sqrt(2), 1.1 * HalfWidth / Math.Sqrt(2));
        Assert.Equal(0.002, apart.Overhead, 5);
        Assert.Equal(1, apart.DegreesOfFreedom);
        Assert.True(apart.HalfWidth > 0.01);
    }

    [Fact]
    public void One_machine_says_nothing_of_a_spread_and_equal_ones_have_none()
    {
        Assert.Null(BetweenMachines.Spread([(1, Estimate(0.001)), (1, Estimate(0.003))]));
        Assert.Equal((0, 1), BetweenMachines.Spread([(1, Estimate(0.001)), (2, Estimate(0.001))]));
        Assert.InRange(BetweenMachines.Spread([(1, Estimate(0.001)), (2, Estimate(0.003))])!.Value.Variance, 1.8e-6, 2e-6);
    }

    [Fact]
    public void A_cell_is_not_compared_with_that_of_another_kind_of_machine()
    {
        MachineFingerprint other = Samples.Machine with { CpuModel = "another" };
        RunRecord several = Run with { Machines = [Samples.Machine, other] };
        CellRecord[] cells = Cells(new Random(1), 2, 0, 0.002, Grid.Length);
        var now = new RecordedRun(several, [.. cells.Select(cell => cell.Shard == 2 ? cell with { Machine = other.Id } : cell)]);

        CheckResult result = CheckJudge.Of(now, new RecordedRun(Run, cells), new CheckLimits());

        Assert.Equal(["machine"], result.Differences.Select(difference => difference.Field));
        Assert.Empty(result.Added);
        Assert.All(result.Cells, cell => Assert.Equal(cell.Record.Shard == 1, cell.Baseline is not null));
    }

    private static RunRecord Run { get; } = Samples.Run with { Options = Options, State = RunState.Finished, EndedUtc = Samples.Start };

    /// <summary>By a tolerance of none, so that equal overheads lie at the limit.</summary>
    private static bool IsWorse(RecordedRun now, RecordedRun before) =>
        CheckJudge.Of(now, before, new CheckLimits(Budget: 0.01, Tolerance: 0)).OnBaseline == Verdict.Over;

    private static double Share(int series, Func<bool> holds) => Enumerable.Range(0, series).Count(_ => holds()) / (double)series;

    private static RecordedRun Merged(Random random, int machines, double spread) =>
        new(Run, Cells(random, machines, spread, Samples.DirectCost.Share, Grid.Length));

    private static RecordedRun AsOneMachine(RecordedRun recorded) =>
        recorded with { Cells = [.. recorded.Cells.Select(cell => cell with { Shard = null })] };

    /// <summary>The grid as several machines measure it, each its share of the cells.</summary>
    /// <param name="random">The simulated world.</param>
    /// <param name="machines">How many.</param>
    /// <param name="spread">Standard deviation of the machines' true overheads, as a fraction of a step.</param>
    /// <param name="truth">Their mean.</param>
    /// <param name="count">How many cells; three to each machine if it is not given, some of them the same.</param>
    private static CellRecord[] Cells(Random random, int machines, double spread, double truth, int? count = null)
    {
        (double Step, double Overhead)[] worlds =
        [
            .. Enumerable
                .Range(0, machines)
                .Select(_ => (60_000 * (1 + StepSpread * (2 * random.NextDouble() - 1)), truth + spread * Normal.Sample(random, 0, 1))),
        ];
        return
        [
            .. Enumerable
                .Range(0, count ?? 3 * machines)
                .Select(i => CellOf(random, Grid[i % Grid.Length], i % machines + 1, worlds[i % machines])),
        ];
    }

    private static CellRecord CellOf(Random random, Cell cell, int shard, (double Step, double Overhead) world)
    {
        double share = Samples.DirectCost.Share,
            direct = share * world.Step + Samples.DirectCost.OwnStandardError * Normal.Sample(random, 0, 1);
        RatioEstimate estimate = Estimate(world.Overhead + StandardError * StudentT.Sample(random, 0, 1, Freedom));
        return Samples.Measured(cell.Accumulate, cell.LogEvery) with
        {
            Shard = shard,
            StepNanoseconds = world.Step * cell.Accumulate,
            NoiseFloor = Samples.NoiseFloor with { Estimate = 0, Lower = -1e-6, Upper = 1e-6 },
            Overhead = Samples.Overhead with
            {
                Estimate = estimate.Overhead,
                Lower = estimate.Lower,
                Upper = estimate.Upper,
                DegreesOfFreedom = Freedom,
                NanosecondsPerBatch = estimate.Overhead * world.Step,
            },
            DirectCost = Samples.DirectCost with
            {
                NanosecondsPerBatch = direct,
                Lower = direct - DirectHalfWidth,
                Upper = direct + DirectHalfWidth,
                Share = direct / world.Step,
                ShareLower = (direct - DirectHalfWidth) / world.Step,
                ShareUpper = (direct + DirectHalfWidth) / world.Step,
                BatchNanoseconds = world.Step,
            },
        };
    }

    private static double DirectHalfWidth { get; } =
        Samples.DirectCost.OwnStandardError * StudentT.InvCDF(0, 1, Samples.DirectCost.DegreesOfFreedom, 0.975);

    private static RatioEstimate Estimate(double overhead) =>
        new()
        {
            Overhead = overhead,
            Lower = overhead - HalfWidth,
            Upper = overhead + HalfWidth,
            Confidence = 0.95,
            Pairs = 1000,
            DegreesOfFreedom = Freedom,
        };
}
