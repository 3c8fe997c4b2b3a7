namespace ThroughputBench.Statistics.Tests;

public class ChangePointsTests
{
    [Fact]
    public void A_step_is_found_at_its_place_with_the_levels_on_both_sides()
    {
        double[] series =
        [
            .. Enumerable.Range(0, 12).Select(i => 1 + 0.01 * (i % 3)),
            .. Enumerable.Range(0, 12).Select(i => 2 + 0.01 * (i % 4)),
        ];

        ChangePoint change = Assert.Single(ChangePoints.Find(series));

        Assert.Equal(12, change.Index);
        Assert.Equal(1.01, change.Before, 10);
        Assert.Equal(2.015, change.After, 10);
        Assert.InRange(change.PValue, 0, 0.001);
    }

    [Fact]
    public void Two_steps_are_both_found()
    {
        double[] series = [.. Enumerable.Repeat(1.0, 20), .. Enumerable.Repeat(3.0, 20), .. Enumerable.Repeat(2.0, 20)];

        Assert.Equal([20, 40], ChangePoints.Find(series).Select(change => change.Index));
    }

    [Fact]
    public void A_step_before_the_clearest_one_is_found_too()
    {
        double[] series = [.. Enumerable.Repeat(1.0, 12), .. Enumerable.Repeat(2.0, 20), .. Enumerable.Repeat(3.0, 40)];

        Assert.Equal([12, 32], ChangePoints.Find(series).Select(change => change.Index));
    }

    [Fact]
    public void In_a_series_of_one_value_nothing_changes() => Assert.Empty(ChangePoints.Find(Enumerable.Repeat(0.5, 200).ToArray()));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ChangePoints.MinimumLength - 1)]
    public void Too_few_values_show_no_change_however_clear_it_looks(int length) =>
        Assert.Empty(ChangePoints.Find(Enumerable.Range(0, length).Select(i => i < length / 2 ? 0.0 : 100.0).ToArray()));

    [Fact]
    public void As_many_as_are_needed_show_the_clearest_of_changes() =>
        Assert.Single(
            ChangePoints.Find(
                Enumerable.Range(0, ChangePoints.MinimumLength).Select(i => i < ChangePoints.MinimumLength / 2 ? 0.0 : 1.0).ToArray()
            )
        );

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(200)]
    public void Of_a_thousand_series_of_noise_no_more_than_were_allowed_show_a_change(int length)
    {
        var random = new Random(length);

        int alarms = Enumerable.Range(0, 1000).Count(_ => ChangePoints.Find(Noise(random, length, step: 0)).Count > 0);

        // 10 are allowed on average; 21 would be exceeded by chance once in 1000 times.
        Assert.InRange(alarms, 0, 21);
    }

    [Theory]
    [InlineData(20, 3)]
    [InlineData(60, 1.5)]
    public void A_step_of_a_few_standard_deviations_is_seen_and_its_place_is_near(int length, double step)
    {
        var random = new Random(length);

        int found = Enumerable
            .Range(0, 200)
            .Count(_ => ChangePoints.Find(Noise(random, length, step)).Any(change => Math.Abs(change.Index - length / 2) <= 4));

        Assert.InRange(found, 160, 200);
    }

    [Fact]
    public void What_is_no_number_is_refused() => Assert.Throws<ArgumentException>(() => ChangePoints.Find([1, double.NaN]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_of_false_alarms_that_is_none_is_refused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangePoints.Find([1, 2], share));

    private static double[] Noise(Random random, int length, double step) =>
        [
            .. Enumerable
                .Range(0, length)
                .Select(i =>
                    Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())
                    + (i < length / 2 ? 0 : step)
                ),
        ];
}
