namespace ThroughputBench.Statistics.Tests;

public sealed class OrderStatisticTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 10)]
    [InlineData(3, 2)]
    [InlineData(50, 3)]
    [InlineData(50, 1000)]
    public void Each_rank_holds_what_sorting_would_put_there_with_lower_values_before_it(int count, int different)
    {
        var random = new Random(count + different);
        for (int round = 0; round < 20; round++)
        {
            double[] values = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(different))];
            double[] sorted = [.. values.Order()];
            for (int rank = 0; rank < count; rank++)
            {
                double[] moved = [.. values];

                Assert.Equal(sorted[rank], OrderStatistic.Of(moved, rank));
                Assert.Equal(sorted[rank], moved[rank]);
                Assert.All(moved[..rank], value => Assert.True(value <= moved[rank]));
                Assert.All(moved[rank..], value => Assert.True(value >= moved[rank]));
                Assert.Equal(sorted, moved.Order());
            }
        }
    }

    [Fact]
    public void Sorted_and_reversed_values_are_no_worse_than_others()
    {
        double[] rising = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];

        Assert.Equal(70_000, OrderStatistic.Of((double[])[.. rising], 70_000));
        Assert.Equal(70_000, OrderStatistic.Of((double[])[.. rising.Reverse()], 70_000));
        Assert.Equal(5, OrderStatistic.Of((double[])[.. Enumerable.Repeat(5.0, 100_000)], 70_000));
    }
}
