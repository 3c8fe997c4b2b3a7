namespace ThroughputBench.Statistics.Tests;

public class SectionReadingTests
{
    [Fact]
    public void What_the_probes_take_is_subtracted_and_kinds_are_put_together_by_how_often_they_come()
    {
        SectionReading reading = SectionReading.Of(new([50, 50, 50, 50, 50, 50], [150, 150, 450, 150, 150, 450], 3, 2));

        Assert.Equal(2 * (100 + 100 + 400) / 3.0, reading.Cost.Nanoseconds, 9);
        Assert.Equal((200, 800, 100), (reading.WithinPeriod!.Value, reading.AtEnd, reading.Empty));
        Assert.Equal(reading.Cost.Nanoseconds, reading.Mean, 9);
        Assert.True(reading.Cost.StandardError > 0);
    }

    [Fact]
    public void If_each_operation_ends_a_period_there_is_nothing_within_one()
    {
        SectionReading reading = SectionReading.Of(new([50, 50, 50], [150, 160, 170], 1, 1));

        Assert.Null(reading.WithinPeriod);
        Assert.Equal(110, reading.Cost.Nanoseconds, 9);
    }

    [Fact]
    public void An_interruption_moves_the_plain_mean_and_the_longest_and_not_the_cost()
    {
        long[] control = [.. Enumerable.Repeat(50L, 1000)],
            candidate = [.. Enumerable.Repeat(150L, 1000)],
            interrupted = [.. candidate];
        interrupted[500] = 1_200_000;

        SectionReading calm = SectionReading.Of(new(control, candidate, 1, 1)),
            rare = SectionReading.Of(new(control, interrupted, 1, 1));

        Assert.Equal(calm.Cost.Nanoseconds, rare.Cost.Nanoseconds, 9);
        Assert.Equal((1_200_000, 20), (rare.Longest, rare.BeyondTrim));
        Assert.Equal(100 + 1_199_850 / 1000.0, rare.Mean, 6);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 3)]
    [InlineData(7, 3)]
    public void A_series_without_two_whole_periods_is_refused(int operations, int period) =>
        Assert.Throws<ArgumentException>(() => SectionReading.Of(new(new long[operations], new long[operations], period, 1)));

    [Fact]
    public void Sides_of_different_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => SectionReading.Of(new(new long[4], new long[6], 2, 1)));

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData(1, 0, 0.9)]
    [InlineData(8, 0, 0.9)]
    [InlineData(8, 0, 0.99)]
    [InlineData(32, 0, 0.9)]
    [InlineData(8, 0.3, 0.9)]
    public void Intervals_cover_the_launchs_own_cost_with_correlated_drifting_and_interrupted_times(int period, double drift, double memory)
    {
        const int Runs = 400;
        var machine = new SectionSimulation(100, 600, period, memory, drift);
        // What many launches come to: trimmed means are below means.
        double truth = Enumerable.Range(0, 60).Average(seed => Read(machine, 100_000 + seed, 32_000).Nanoseconds);

        int covered = Enumerable
            .Range(0, Runs)
            .Count(seed => Read(machine, seed, 6400).Interval() is var (lower, upper) && lower <= truth && truth <= upper);

        TestContext.Current.TestOutputHelper?.WriteLine($"{covered / (double)Runs:P1}");
        // A drift that is the same in every launch is no error of their mean, and the interval takes it for one.
        Assert.InRange(covered / (double)Runs, 0.925, drift > 0 ? 1 : 0.985);
    }

    private static SectionCost Read(SectionSimulation machine, int seed, int operations) =>
        SectionReading.Of(machine.Launch(operations, new Random(seed))).Cost;
}
