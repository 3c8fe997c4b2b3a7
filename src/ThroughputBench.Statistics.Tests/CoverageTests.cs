using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

public sealed class CoverageTests(ITestOutputHelper output)
{
    /// <summary>Series of each line in a run of the tests without the whole table.</summary>
    private const int FewSeries = 40;

    private static CoverageRow[] Written =>
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "coverage.md"))
                .Skip(CoverageRow.Header.Length)
                .Select(CoverageRow.Parse),
        ];

    [Fact]
    public void Nominal_95_percent_intervals_cover_the_true_ratio_as_often_as_they_say() =>
        Assert.All(Written.Where(row => row.IsPromised), row =>
        {
            Assert.InRange(row.Coverage, 0.935 - row.Chance, 0.97 + row.Chance);
            Assert.InRange(row.Inconclusive, 0, 0.01 + row.Chance);
        });

    [Fact]
    public void The_written_table_has_a_line_for_every_noise() =>
        Assert.Equal(CoverageRow.Lines, Written.Select(row => (row.Noise, row.Layout, row.Shape)));

    [Fact]
    public void A_slow_wandering_or_long_disturbance_of_one_side_alone_costs_coverage() =>
        Assert.All(Written.Where(row => !row.IsPromised), row => Assert.InRange(row.Coverage, 0.7, 0.97));

    [Fact]
    [Trait("Category", "Simulation")]
    public void A_few_series_of_each_line_agree_with_the_written_table() => Assert.All(Written, row =>
        {
            var few = CoverageRow.Simulate(row.Noise, row.Layout, row.Shape, FewSeries);

            // Of a line that is true, 1 in 30,000 lies further off.
            Assert.Equal(
                row.Coverage,
                few.Coverage,
                4.2 * Math.Sqrt(row.Coverage * (1 - row.Coverage) * (1.0 / FewSeries + 1.0 / row.Series))
            );
            // One interval of a run whose quarters disagree is five times as wide as the others, and moves the mean of so few by an eighth.
            Assert.Equal(row.MeanHalfWidth, few.MeanHalfWidth, 0.5 * row.MeanHalfWidth);
            Assert.InRange(few.Inconclusive, 0, 0.04);
        });

    /// <summary>Takes six minutes on two quiet cores, so it only runs on request: UPDATE_COVERAGE names the file to write.</summary>
    [Fact]
    [Trait("Category", "Simulation")]
    public void The_written_table_of_coverage_is_what_the_simulations_give()
    {
        string? path = Environment.GetEnvironmentVariable("UPDATE_COVERAGE");
        Assert.SkipWhen(string.IsNullOrEmpty(path), "UPDATE_COVERAGE names no file to write the table to.");
        CoverageRow[] rows =
        [
            .. CoverageRow.Lines.Select(line =>
                CoverageRow.Simulate(line.Noise, line.Layout, line.Shape, CoverageRow.SeriesOfTable)
            ),
        ];
        File.WriteAllText(path, string.Join('\n', CoverageRow.Header.Concat(rows.Select(row => row.ToString()))) + "\n");

        Assert.All(rows.Where(row => row.IsPromised), row => Assert.InRange(row.Coverage, 0.935 - row.Chance, 0.97 + row.Chance));
    }

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(300)]
    public void Short_series_of_a_shared_machine_do_not_pretend_to_know_more_than_they_do(int pairs)
    {
        var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.Interleaved, pairs);

        Assert.InRange(Simulated.Share(4000, seed => Covers(run.Measure(seed).Estimate(), run.Overhead)), 0.93, 0.97);
    }

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void Other_confidences_are_kept_as_well(double confidence)
    {
        var run = new SimulatedRun(Noise.SharedMachine, NoiseLayout.PerSide, 600);

        Assert.Equal(confidence, Simulated.Share(6000, seed => Covers(run.Measure(seed).Estimate(confidence), run.Overhead)), 0.012);
    }

    [Fact]
    [Trait("Category", "Simulation")]
    public void Few_closely_correlated_pairs_are_mostly_called_inconclusive()
    {
        var run = new SimulatedRun(Noise.Autoregressive90, NoiseLayout.PerSide, 100);

        Assert.InRange(Simulated.Share(2000, seed => run.Measure(seed).Estimate().Doubt == Doubt.TooCorrelated), 0.65, 1);
    }

    [Theory]
    [Trait("Category", "Simulation")]
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
            var (control, candidate) = (new long[run.Blocks], new long[run.Blocks]);
            run.Measure(seed, control, candidate);
            for (int pairs = 16; ; pairs += pairs / 4)
            {
                int seen = Math.Min(pairs, run.Pairs);
                RatioEstimate estimate = new PairedSeries(control.AsSpan(0, seen), candidate.AsSpan(0, seen)).Estimate();
                if (seen == run.Pairs || goal.IsReached(estimate))
                    return Covers(estimate, run.Overhead);
            }
        });

        output.WriteLine($"{noise}, ±{halfWidth:P1}: {coverage:P2}");
        Assert.InRange(coverage, 0.935, 0.97);
    }

    [Fact]
    [Trait("Category", "Simulation")]
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
    [Trait("Category", "Simulation")]
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

    private static bool Covers(RatioEstimate estimate, double truth) => estimate.Lower <= truth && truth <= estimate.Upper;
}
