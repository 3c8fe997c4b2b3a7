using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class ThroughputWindowTests
{
    [Fact]
    public void An_empty_window_and_a_window_that_has_only_opened_span_nothing()
    {
        var window = new ThroughputWindow(3);
        Assert.Equal((0, true, default), (window.Steps, window.IsPartial, window.Span));

        window.Add(End(step: 5, ticks: 500));
        Assert.Equal((0, true, default), (window.Steps, window.IsPartial, window.Span));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void It_spans_the_last_steps_only_however_often_it_wraps_around(int width)
    {
        var window = new ThroughputWindow(width);
        for (int step = 0; step <= 5 * width + 3; step++)
        {
            window.Add(End(step, Ticks(step)));

            int spanned = Math.Min(step, width);
            Assert.Equal(spanned, window.Steps);
            Assert.Equal(spanned < width, window.IsPartial);
            Assert.Equal(End(step, Ticks(step)) - End(step - spanned, Ticks(step - spanned)), window.Span);
        }

        static long Ticks(int step) => 10L * step * step;
    }

    [Fact]
    public void The_partial_flag_falls_with_the_step_that_fills_it()
    {
        var window = new ThroughputWindow(2);
        List<bool> partial = [];
        for (int step = 0; step < 5; step++)
        {
            window.Add(End(step, step));
            partial.Add(window.IsPartial);
        }

        Assert.Equal([true, true, false, false, false], partial);
    }

    [Fact]
    public void The_widest_window_works_and_a_wider_one_is_refused()
    {
        var window = new ThroughputWindow(ThroughputWindow.MaximumSteps);
        window.Add(End(0, 0));
        window.Add(End(1, 7));

        Assert.Equal((ThroughputWindow.MaximumSteps, 1, 7), (window.Capacity, window.Steps, window.Span.Ticks));
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new ThroughputWindow(ThroughputWindow.MaximumSteps + 1)
        );
        Wording.Matches(refusal.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_window_of_no_step_is_refused_and_named(int steps)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new ThroughputWindow(steps));
        Assert.Equal(steps, refusal.ActualValue);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void An_end_that_is_not_later_is_refused_and_leaves_it_as_it_was(long ticks)
    {
        // Behaviour 7 of Lightning's tests: 1, 2, 3 in a window of three values; what does not increase is refused; after a clear it is
        // accepted.
        var window = new ThroughputWindow(2);
        for (int step = 1; step <= 3; step++)
            window.Add(End(step, step));
        ThroughputTotals span = window.Span;

        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => window.Add(End(4, ticks)));

        Wording.Matches(refusal.Message, $"{ticks}");
        Assert.Equal((2, span), (window.Steps, window.Span));
        window.Clear();
        window.Add(End(4, ticks));
        Assert.Equal((0, true), (window.Steps, window.IsPartial));
    }

    [Fact]
    public void After_a_clear_nothing_of_before_is_left()
    {
        var window = new ThroughputWindow(3);
        for (int step = 0; step < 10; step++)
            window.Add(End(step, 100 * step));

        window.Clear();
        Assert.Equal((0, default), (window.Steps, window.Span));
        window.Add(End(10, 1));
        window.Add(End(11, 3));

        Assert.Equal((1, 2L, 1L), (window.Steps, window.Span.Ticks, window.Span.Steps));
    }

    private static ThroughputTotals End(int step, long ticks) =>
        new(ticks, Batches: 3L * step, step, Samples: 30L * step, Items: 300L * step, Flops: 3000L * step);
}
