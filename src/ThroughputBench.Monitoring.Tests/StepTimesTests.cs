using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class StepTimesTests
{
    private static readonly BatchCounts Batch = new(Samples: 1);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(19, 10, 19)]
    [InlineData(20, 10, 19)]
    [InlineData(21, 11, 20)]
    [InlineData(99, 50, 95)]
    [InlineData(100, 50, 95)]
    [InlineData(1_000, 500, 950)]
    public void Quantiles_are_of_nearest_rank(int steps, int p50, int p95)
    {
        // Steps of 1, 2, … n seconds, in an order that is neither ascending nor descending.
        ThroughputMeter meter = Started(windowSteps: steps);
        long time = 0;
        foreach (int second in Enumerable.Range(1, steps).OrderBy(second => second * 7919L % 1_009))
            meter.Add(time += second, Batch, endsCycle: true);

        Assert.Equal(new StepTimes(p50, p95, steps), meter.Read().StepTimes);
    }

    [Fact]
    public void A_step_is_a_whole_cycle_from_one_end_to_the_next()
    {
        ThroughputMeter meter = Started(windowSteps: 10);
        foreach (long time in new long[] { 1, 2, 3, 10 })
            meter.Add(time, Batch, endsCycle: time == 10);
        meter.Add(11, Batch, endsCycle: false);

        Assert.Equal(new StepTimes(10, 10, 10), meter.Read().StepTimes);
        meter.Add(13, Batch, endsCycle: true);

        Assert.Equal(new StepTimes(3, 10, 10), meter.Read().StepTimes);
    }

    [Fact]
    public void Pauses_are_no_part_of_a_step()
    {
        ThroughputMeter meter = Started(windowSteps: 10);
        meter.Add(10, Batch, endsCycle: true);
        meter.Pause(11);
        meter.Resume(1_000);
        meter.Add(1_004, Batch, endsCycle: true);

        Assert.Equal(new StepTimes(5, 10, 10), meter.Read().StepTimes);
    }

    [Fact]
    public void Steps_of_the_warm_up_are_left_out()
    {
        ThroughputMeter meter = Started(windowSteps: 10, warmupSteps: 2);
        List<double?> longest = [];
        long time = 0;
        foreach (int seconds in new[] { 1_000, 500, 3, 4 })
        {
            meter.Add(time += seconds, Batch, endsCycle: true);
            longest.Add(meter.Read().StepTimes?.MaxSeconds);
        }

        Assert.Equal([null, null, 3, 4], longest);
    }

    [Fact]
    public void They_are_absent_until_a_step_is_over_and_if_they_are_off()
    {
        ThroughputMeter asked = Started(windowSteps: 10);
        var unasked = new ThroughputMeter(windowSteps: 10, frequency: 1);
        unasked.Start(0);

        Assert.Null(asked.Read().StepTimes);
        asked.Add(1, Batch, endsCycle: false);
        Assert.Null(asked.Read().StepTimes);
        unasked.Add(1, Batch, endsCycle: true);
        Assert.Null(unasked.Read().StepTimes);
        Assert.NotNull(unasked.Read().Rates);
    }

    [Fact]
    public void They_are_absent_while_one_of_them_is_unknown()
    {
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 1, stepTimes: true) { Doubtful = (_, _) => { } };
        List<bool> present = [];
        meter.Start(0);
        foreach (long end in new long[] { 10, 20, 20, 30, 40, 50 })
        {
            meter.Add(end, Batch, endsCycle: true);
            present.Add(meter.ReadStepTimes().HasValue);
        }

        Assert.Equal([true, true, false, false, false, true], present);
    }

    [Fact]
    public void They_may_be_read_before_the_window_opens_and_before_its_first_step()
    {
        var window = new ThroughputWindow(3);
        var stepTimes = new StepTimeDistribution(window);

        Assert.Null(stepTimes.Read(frequency: 1));
        window.Add(new ThroughputTotals(5, 0, 0, 0, 0, 0));
        Assert.Null(stepTimes.Read(frequency: 1));
        window.Add(new ThroughputTotals(12, 1, 1, 1, 0, 0));

        Assert.Equal(new StepTimes(7, 7, 7), stepTimes.Read(frequency: 1));
    }

    [Fact]
    public void A_new_start_forgets_them_though_as_many_steps_follow_as_went_before()
    {
        ThroughputMeter meter = Started(windowSteps: 3);
        for (int step = 1; step <= 3; step++)
            meter.Add(100 * step, Batch, endsCycle: true);
        Assert.Equal(new StepTimes(100, 100, 100), meter.Read().StepTimes);

        meter.Start(0);
        for (int step = 1; step <= 3; step++)
            meter.Add(step, Batch, endsCycle: true);

        Assert.Equal(new StepTimes(1, 1, 1), meter.Read().StepTimes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void However_seldom_they_are_read_they_are_those_of_the_window(int windowSteps)
    {
        var random = new Random(windowSteps);
        ThroughputMeter meter = Started(windowSteps);
        List<long> steps = [];
        long time = 0;
        while (steps.Count < 6 * windowSteps + 100)
        {
            for (int unread = 1 + random.Next(random.Next(2 * windowSteps) + 1); unread > 0; unread--)
            {
                steps.Add(random.Next(4) == 0 ? random.Next(1, 5) : random.NextInt64(1, 1L << 30));
                meter.Add(time += steps[^1], Batch, endsCycle: true);
            }

            List<long> window = [.. steps.TakeLast(windowSteps).Order()];
            Assert.Equal(
                new StepTimes(window[(int)Math.Ceiling(0.5 * window.Count) - 1], window[(95 * window.Count + 99) / 100 - 1], window[^1]),
                meter.Read().StepTimes
            );
        }
    }

    [Fact]
    public void The_window_has_the_time_of_each_of_its_steps()
    {
        var window = new ThroughputWindow(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => window.StepTicks(0));
        foreach (long ticks in new long[] { 0, 1, 3, 6, 10, 15 })
            window.Add(new ThroughputTotals(ticks, 0, 0, 0, 0, 0));

        Assert.Equal([5, 4, 3], Enumerable.Range(0, window.Steps).Select(window.StepTicks));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.StepTicks(3));
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => window.StepTicks(-1));
        Wording.Matches(refusal.Message);
    }

    private static ThroughputMeter Started(int windowSteps, int warmupSteps = 0)
    {
        var meter = new ThroughputMeter(windowSteps, frequency: 1, warmupSteps, stepTimes: true);
        meter.Start(0);
        return meter;
    }
}
