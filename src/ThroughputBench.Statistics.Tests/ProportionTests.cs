namespace ThroughputBench.Statistics.Tests;

public sealed class ProportionTests
{
    [Theory]
    // R: binom.test(count, total)$conf.int
    [InlineData(0, 60, 0, 0.0596291)]
    [InlineData(1, 60, 0.000421875, 0.0893986)]
    [InlineData(28, 30, 0.7792648, 0.9918219)]
    [InlineData(30, 30, 0.8842967, 1)]
    public void The_interval_is_that_of_Clopper_and_Pearson(int count, int total, double lower, double upper)
    {
        var proportion = new Proportion(count, total);

        Assert.Equal(lower, proportion.Lower, 5);
        Assert.Equal(upper, proportion.Upper, 5);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(11, 10)]
    [InlineData(0, 0)]
    public void Counts_that_cannot_be_are_refused(int count, int total) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Proportion(count, total));
}
