using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class ThroughputTotalsTests
{
    private static readonly ThroughputTotals Span = new(10, 20, 30, 40, 50, 60);
    private static readonly ThroughputTotals More = new(1, 2, 3, 4, 5, 6);

    [Fact]
    public void Two_spans_of_work_add_up_count_by_count()
    {
        Assert.Equal(new ThroughputTotals(11, 22, 33, 44, 55, 66), Span + More);
        Assert.Equal(Span + More, ThroughputTotals.Add(Span, More));
    }

    [Fact]
    public void What_lies_between_two_moments_is_the_difference_count_by_count()
    {
        Assert.Equal(new ThroughputTotals(9, 18, 27, 36, 45, 54), Span - More);
        Assert.Equal(Span - More, ThroughputTotals.Subtract(Span, More));
    }

    [Fact]
    public void A_sum_that_does_not_fit_is_refused()
    {
        ThroughputTotals[] full =
        [
            Span with { Ticks = long.MaxValue },
            Span with { Batches = long.MaxValue },
            Span with { Steps = long.MaxValue },
            Span with { Samples = long.MaxValue },
            Span with { Items = long.MaxValue },
            Span with { Flops = Int128.MaxValue },
        ];

        Assert.All(full, totals => Assert.Throws<OverflowException>(() => totals + More));
    }
}
