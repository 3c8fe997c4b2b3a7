using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

/// <summary>What the two sides take undisturbed, from blocks that were disturbed in many ways.</summary>
public sealed class BlockRatiosTests
{
    [Theory]
    [InlineData(1, 15)]
    [InlineData(4, 5)]
    [InlineData(32, 1)]
    public void Disturbed_blocks_do_not_show_whichever_side_they_hit(int places, int repetitions)
    {
        var random = new Random(5);
        SeriesReading reading = Measured(places, repetitions, 100, place =>
        {
            (long control, long candidate) = (1000 + 10 * place, 1003 + 10 * place);
            return random.Next(4) switch
            {
                0 => (control + 150 + random.Next(1000), candidate),
                1 => (control, candidate + 150 + random.Next(1000)),
                _ => (control, candidate),
            };
        });

        double calm = Enumerable.Range(0, places).Sum(place => 1000.0 + 10 * place);
        Assert.Equal(Math.Log((calm + 3 * places) / calm), MeanLogRatio(reading), 1e-4);
        Assert.Equal(calm, reading.UndisturbedControlTicks(0), 1e-3 * calm);
    }

    [Fact]
    public void A_cost_that_comes_irregularly_and_is_small_beside_the_noise_shows()
    {
        // 0.4 % of a block in every other one by chance, beside noise of up to 2 %: a mean knows of it, the fastest of a few blocks would
        // not.
        var random = new Random(5);
        SeriesReading reading = Measured(1, 15, 4000, _ =>
            (100_000 + random.Next(-2000, 2001), 100_000 + random.Next(-2000, 2001) + 400 * random.Next(2))
        );

        Assert.Equal(0.002, MeanLogRatio(reading), 0.0003);
    }

    [Fact]
    public void Blocks_count_by_how_much_they_know_so_that_a_busy_machine_still_gives_an_answer()
    {
        // Hardly a block is undisturbed: nine of ten take half as long again and are ten times as noisy, as on a core that is shared most
        // of the time. The undisturbed ones alone would give an error of 0.02 · √2 / √(0.1 · 8000) = 0.1 %, a plain mean of all one of 0.3
        // %.
        double squares = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            SeriesReading reading = Measured(4, 10, 200, _ =>
            {
                bool calm = random.Next(10) == 0;
                return (Block(100_000), Block(100_500));

                long Block(double time) => (long)(time * (calm ? 1 : 1.5) * (1 + (calm ? 0.02 : 0.2) * Normal(random)));
            });
            double error = MeanLogRatio(reading) - Math.Log(1.005);
            squares += error * error / 50;
        }

        Assert.InRange(Math.Sqrt(squares), 0, 0.0014);
    }

    [Fact]
    public void Which_side_is_the_control_makes_no_difference()
    {
        var run = new SimulatedRun(Noise.SharedCore, NoiseLayout.Interleaved, 80) { Shape = RunShape.FewBlocksAndLog };
        var (control, candidate) = (new long[run.Blocks], new long[run.Blocks]);
        run.Measure(5, control, candidate);

        Assert.Equal(
            MeanLogRatio(run.Shape.Series(control, candidate).Read()),
            -MeanLogRatio(run.Shape.Series(candidate, control).Read()),
            1e-6
        );
    }

    [Fact]
    public void Looking_again_after_more_pairs_gives_what_looking_once_would_have_given()
    {
        var run = new SimulatedRun(Noise.SharedCore, NoiseLayout.Interleaved, 90) { Shape = RunShape.FewBlocksAndLog };
        var (control, candidate) = (new long[run.Blocks], new long[run.Blocks]);
        run.Measure(5, control, candidate);
        var running = new RunningEstimate(run.Shape.Places, run.Shape.Repetitions);
        for (int pairs = 1; pairs < run.Pairs; pairs++)
            running.Estimate(control.AsSpan(0, pairs * run.Shape.BlocksPerPair), candidate.AsSpan(0, pairs * run.Shape.BlocksPerPair));

        Assert.Equal(run.Shape.Series(control, candidate).Estimate(), running.Estimate(control, candidate));
    }

    [Fact]
    public void A_period_with_an_expensive_log_has_the_overhead_of_the_whole_period()
    {
        var run = new SimulatedRun(Noise.SharedCore, NoiseLayout.Interleaved, 400) { Shape = RunShape.FewBlocksAndLog };

        Assert.Equal((3 * 0.005 + 1.5 * 0.05) / 4.5, run.Truth, 12);
        Assert.Equal(run.Truth, run.Measure(3).Estimate().Overhead, 0.001);
    }

    private static SeriesReading Measured(int places, int repetitions, int pairs, Func<int, (long, long)> blockAt)
    {
        int blocks = pairs * places * repetitions;
        var (control, candidate) = (new long[blocks], new long[blocks]);
        for (int block = 0; block < blocks; block++)
            (control[block], candidate[block]) = blockAt(block % places);
        return new PairedSeries(control, candidate, places, repetitions).Read();
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double MeanLogRatio(SeriesReading reading) => reading.OverheadsOfPairs(0).Average(overhead => Math.Log(1 + overhead));
}
