using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

public sealed class CoverageTests(ITestOutputHelper output)
{
    private static readonly Lazy<CoverageRow[]> Table = new(() =>
        [.. from noise in Enum.GetValues<Noise>() from layout in Enum.GetValues<NoiseLayout>() select CoverageRow.Simulate(noise, layout)]);

    public static TheoryData<Noise, NoiseLayout> Promised =>
    [
        .. from noise in Enum.GetValues<Noise>()
           where noise != Noise.SlowWandering
           from layout in Enum.GetValues<NoiseLayout>()
           select (noise, layout),
    ];

    [Theory]
    [MemberData(nameof(Promised))]
    public void Nominal_95_percent_intervals_cover_the_true_ratio_as_often_as_they_say(Noise noise, NoiseLayout layout)
    {
        CoverageRow row = RowOf(noise, layout);

        output.WriteLine(row.ToString());
        Assert.InRange(row.Coverage, 0.935, 0.97);
        Assert.InRange(row.Inconclusive, 0, 0.01);
    }

    [Fact]
    public void A_slow_wandering_of_one_side_alone_that_noise_hides_costs_coverage_and_one_that_both_share_does_not()
    {
        Assert.InRange(RowOf(Noise.SlowWandering, NoiseLayout.PerSide).Coverage, 0.84, 0.935);
        Assert.InRange(RowOf(Noise.SlowWandering, NoiseLayout.Interleaved).Coverage, 0.935, 0.97);
    }

    [Fact]
    public void The_written_table_of_coverage_is_what_the_simulations_give()
    {
        string[] table = [.. CoverageRow.Header, .. Table.Value.Select(row => row.ToString())];
        if (Environment.GetEnvironmentVariable("UPDATE_COVERAGE") is { Length: > 0 } path)
            File.WriteAllText(path, string.Join('\n', table) + "\n");

        output.WriteLine(string.Join(Environment.NewLine, table));
        Assert.Equal(table, File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "coverage.md")));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(300)]
    public void Short_series_of_a_shared_machine_do_not_pretend_to_know_more_than_they_do(int pairs)
    {
        var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.Interleaved, pairs);

        Assert.InRange(Simulated.Share(4000, seed => Covers(run.Measure(seed).Estimate(), run.Overhead)), 0.93, 0.97);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void Other_confidences_are_kept_as_well(double confidence)
    {
        var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.PerSide, 600);

        Assert.Equal(confidence, Simulated.Share(6000, seed => Covers(run.Measure(seed).Estimate(confidence), run.Overhead)), 0.012);
    }

    [Fact]
    public void Few_closely_correlated_pairs_are_mostly_called_inconclusive()
    {
        var run = new SimulatedRun(Noise.Autoregressive90, NoiseLayout.PerSide, 100);

        Assert.InRange(Simulated.Share(2000, seed => run.Measure(seed).Estimate().Doubt == Doubt.TooCorrelated), 0.65, 1);
    }

    [Theory]
    [InlineData(Noise.Normal, 0.001)]
    [InlineData(Noise.Normal, 0.002)]
    [InlineData(Noise.SharedMachine, 0.001)]
    [InlineData(Noise.SharedMachine, 0.002)]
    public void Looking_again_whenever_the_pairs_have_grown_by_a_quarter_costs_little_coverage(Noise noise, double halfWidth)
    {
        var goal = new PrecisionGoal(halfWidth);
        var run = new SimulatedRun(noise, NoiseLayout.Interleaved, 1500);

        double coverage = Simulated.Share(3000, seed =>
        {
            PairedSeries all = run.Measure(seed);
            for (int pairs = 16; ; pairs += pairs / 4)
            {
                int seen = Math.Min(pairs, run.Pairs);
                ReadOnlySpan<double> control = all.ControlNanoseconds[..seen], candidate = all.CandidateNanoseconds[..seen];
                if (seen == run.Pairs || goal.IsReached(control, candidate))
                    return Covers(new PairedSeries(control, candidate).Estimate(), run.Overhead);
            }
        });

        output.WriteLine($"{noise}, ±{halfWidth:P1}: {coverage:P2}");
        Assert.InRange(coverage, 0.935, 0.97);
    }

    [Fact]
    public void Launches_that_differ_by_more_than_their_pairs_know_are_covered_all_the_same()
    {
        const int Launches = 5;
        double coverage = Simulated.Share(3000, seed =>
        {
            var chance = new Chance(seed);
            var launches = new List<PairedSeries>();
            for (uint launch = 0; launch < Launches; launch++)
            {
                var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.Interleaved, 200) { Overhead = 0.005 + 0.01 * chance.Normal() };
                launches.Add(run.Measure(seed * Launches + launch));
            }
            return Covers(PairedSeries.Of(launches).Estimate(), 0.005);
        });

        Assert.InRange(coverage, 0.94, 0.965);
    }

    [Theory]
    [InlineData(0, 8, 24)]
    [InlineData(0.001, 8, 24)]
    [InlineData(0.001, 8, 100)]
    [InlineData(0.003, 8, 100)]
    [InlineData(0.001, 4, 100)]
    public void Launches_of_which_some_were_disturbed_are_covered(double spread, int count, int pairs)
    {
        double coverage = Simulated.Share(4000, seed =>
        {
            var chance = new Chance(seed);
            var launches = new List<PairedSeries>();
            for (uint launch = 0; launch < count; launch++)
            {
                Noise noise = launch % 2 == 0 ? Noise.Normal : Noise.SharedMachine;
                var run = new SimulatedRun(noise, NoiseLayout.Interleaved, pairs) { Overhead = 0.005 + spread * chance.Normal() };
                launches.Add(run.Measure(seed * (uint)count + launch));
            }
            return Covers(PairedSeries.Of(launches).Estimate(), 0.005);
        });

        output.WriteLine($"spread {spread:P1}, {count} launches of {pairs} pairs: {coverage:P2}");
        Assert.InRange(coverage, 0.93, 0.99);
    }

    private static CoverageRow RowOf(Noise noise, NoiseLayout layout) => Table.Value.Single(row => row.Noise == noise && row.Layout == layout);

    private static bool Covers(RatioEstimate estimate, double truth) => estimate.Lower <= truth && truth <= estimate.Upper;
}
