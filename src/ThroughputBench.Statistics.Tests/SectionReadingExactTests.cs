namespace ThroughputBench.Statistics.Tests;

/// <summary>Short series whose trimmed means and errors can be worked out by hand.</summary>
public sealed class SectionReadingExactTests
{
    private static readonly long[] Seven = [100, 140, 90, 130, 120, 170, 110];

    [Fact]
    public void Of_seven_operations_none_is_left_out_and_the_error_is_that_of_their_differences()
    {
        long[] control = [10, 12, 10, 14, 10, 11, 10];

        SectionReading reading = SectionReading.Of(new(control, Seven, 1, 2));

        double[] differences = [.. Seven.Zip(control, (candidate, empty) => 2.0 * (candidate - empty))];
        AssertCost(SeriesMean.Of(differences), reading);
        Assert.Equal((0, 7), (reading.BeyondTrim, reading.Operations));
        Assert.Equal(22, reading.Empty, 1e-9);
        Assert.Equal((240, 340), (reading.Median, reading.Longest));
        Assert.Equal(280, reading.Percentile95);
    }

    [Fact]
    public void Of_eight_operations_the_slowest_is_left_out_on_both_sides()
    {
        long[] control = [10, 12, 10, 14, 10, 11, 10, 9000],
            candidate = [.. Seven, 5000];

        SectionReading reading = SectionReading.Of(new(control, candidate, 1, 1));

        double[] bounded = [.. control.Zip(candidate, (empty, full) => (Math.Min(full, 170) - Math.Min(empty, 14)) / (7 / 8.0))];
        SeriesMean mean = SeriesMean.Of(bounded);
        Assert.Equal(860 / 7.0 - 77 / 7.0, reading.Cost.Nanoseconds, 1e-9);
        Assert.Equal(mean.StandardError, reading.Cost.StandardError, 1e-9);
        Assert.Equal(mean.DegreesOfFreedom, reading.Cost.DegreesOfFreedom, 1e-9);
        Assert.Equal(1, reading.BeyondTrim);
        Assert.Equal((5000, 170), (reading.Longest, reading.Percentile95));
    }

    [Fact]
    public void Each_kind_loses_its_own_slowest()
    {
        // Periods of two: ends of 500, within 100; one of each is interrupted.
        long[] candidate = [.. Enumerable.Range(0, 16).Select(i => i % 2 == 0 ? 100L : 500)],
            control = [.. Enumerable.Repeat(10L, 16)];
        (candidate[4], candidate[9]) = (100_000, 900_000);

        SectionReading reading = SectionReading.Of(new(control, candidate, 2, 1));

        Assert.Equal(2, reading.BeyondTrim);
        Assert.Equal((90.0, 490.0), (reading.WithinPeriod!.Value, reading.AtEnd));
        Assert.Equal(290, reading.Cost.Nanoseconds, 1e-9);
    }

    [Theory]
    [InlineData(96)]
    [InlineData(100)]
    public void The_error_of_a_long_run_is_that_of_48_stretches_of_whole_periods(int periods)
    {
        var random = new Random(3);
        long[] control = [.. Enumerable.Range(0, 2 * periods).Select(_ => 50L + random.Next(10))],
            candidate = [.. Enumerable.Range(0, 2 * periods).Select(i => (i % 2 == 0 ? 100L : 300L) + random.Next(100))];
        (candidate[10], candidate[21]) = (250, 20_000);

        SectionReading reading = SectionReading.Of(new(control, candidate, 2, 1));

        double[] differences = [.. Influences(candidate).Zip(Influences(control), (mine, empty) => mine - empty)];
        double[] stretches = new double[48];
        for (int i = 0; i < differences.Length; i++)
            stretches[i / 2 * 48 / periods] += differences[i] * 48 / differences.Length;
        SeriesMean mean = SeriesMean.Of(stretches);
        Assert.Equal(mean.StandardError, reading.Cost.StandardError, 1e-9);
        Assert.Equal(mean.DegreesOfFreedom, reading.Cost.DegreesOfFreedom, 1e-6);
    }

    [Fact]
    public void No_cost_is_known_better_than_the_clock_rounds()
    {
        SectionReading reading = SectionReading.Of(new([.. Enumerable.Repeat(50L, 75)], [.. Enumerable.Repeat(150L, 75)], 1, 6));

        Assert.Equal(6 / Math.Sqrt(12 * 75), reading.Cost.StandardError, 1e-12);
    }

    [Fact]
    public void A_series_that_is_missing_is_refused() => Assert.Throws<ArgumentNullException>(() => SectionReading.Of(null!));

    [Fact]
    public void Operations_after_the_last_whole_period_are_refused()
    {
        Assert.True(new SectionSeries(new long[6], new long[6], 3, 1).IsWhole);
        Assert.False(new SectionSeries(new long[8], new long[8], 3, 1).IsWhole);
        Wording.Matches(Assert.Throws<ArgumentException>(() => SectionReading.Of(new(new long[8], new long[8], 3, 1))).Message);
    }

    /// <summary>
    /// What each operation contributes to the mean of its kind: its slowest fiftieth counts as the slowest of the others.
    /// </summary>
    private static double[] Influences(long[] times)
    {
        double[] influences = new double[times.Length];
        foreach (int kind in new[] { 0, 1 })
        {
            int[] places = [.. Enumerable.Range(0, times.Length).Where(i => i % 2 == kind)];
            int kept = places.Length - Math.Max(1, places.Length / 50);
            long most = places.Select(i => times[i]).Order().ElementAt(kept - 1);
            double mean = places.Average(i => (double)Math.Min(times[i], most));
            foreach (int i in places)
                influences[i] = (Math.Min(times[i], most) - mean) * places.Length / kept;
        }
        return influences;
    }

    private static void AssertCost(SeriesMean expected, SectionReading actual)
    {
        Assert.Equal(expected.Value, actual.Cost.Nanoseconds, 1e-9);
        Assert.Equal(expected.Value, actual.Mean, 1e-9);
        Assert.Equal(expected.StandardError, actual.Cost.StandardError, 1e-9);
        Assert.Equal(expected.DegreesOfFreedom, actual.Cost.DegreesOfFreedom, 1e-9);
    }
}
