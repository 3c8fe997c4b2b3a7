using System.Text.Json;
using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>A run that is saved in the middle of it, and continued by another meter on a clock of its own.</summary>
public sealed class MeterRunTests
{
    private const long Frequency = 10;
    private static readonly BatchCounts Batch = new(Samples: 2, Items: 4, Flops: 8);

    /// <summary>Samples, items and FLOPs of some steps are not known, nor is a step's time.</summary>
    private static readonly BatchCounts[] Doubtful =
    [
        Batch with { Samples = -1 },
        Batch with { Items = -1 },
        Batch with { Flops = -1 },
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(40)]
    public void A_continued_run_reads_like_one_that_was_never_interrupted(int batches)
    {
        ThroughputMeter straight = New();
        straight.Load(new ThroughputState(100, 40, 10, 1_280, 5_120, 9_000));
        straight.Start(1_000);
        long time = 1_000;
        for (int batch = 1; batch <= batches; batch++)
            straight.Add(time += 10 + batch, Batch, endsCycle: batch % 2 == 0);
        straight.Pause(time + 3);

        ThroughputMeter continued = Continued(straight, timestamp: -500);

        Assert.Throws<ArgumentOutOfRangeException>(() => continued.Resume(-501));
        AssertGoOnAlike(straight, time + 3, continued, -500);
    }

    [Fact]
    public void Nothing_of_what_the_continuing_meter_counted_before_is_left()
    {
        ThroughputMeter straight = New();
        straight.Start(0);
        straight.Add(10, Batch, endsCycle: true);
        straight.Pause(10);
        ThroughputMeter continued = New();
        continued.Start(0);
        for (int step = 1; step <= 5; step++)
            continued.Add(7 * step, new BatchCounts(1), endsCycle: true);

        continued.Continue(straight.SaveRun(), 10);

        AssertGoOnAlike(straight, 10, continued, 10);
    }

    [Fact]
    public void What_was_not_known_of_a_run_is_not_known_after_it_is_continued_until_it_leaves_the_window()
    {
        ThroughputMeter straight = New(lenient: true);
        straight.Start(0);
        long time = 0;
        foreach (BatchCounts counts in Doubtful)
            straight.Add(time += 10, counts, endsCycle: true);
        straight.Add(time, Batch, endsCycle: true);
        straight.Pause(time);

        ThroughputMeter continued = Continued(straight, timestamp: 7_000, lenient: true);

        Assert.Equal(
            (double.NaN, false, false),
            (continued.ReadRates()!.Value.SamplesPerSecond, continued.KnowsSamples, continued.KnowsItems)
        );
        AssertGoOnAlike(straight, time, continued, 7_000);
        Assert.Equal(
            (true, double.NaN, false, false),
            (
                double.IsFinite(continued.ReadRates()!.Value.SamplesPerSecond),
                continued.Seconds,
                continued.KnowsSamples,
                continued.KnowsItems
            )
        );
        Assert.Null(continued.Save().Flops);
    }

    [Fact]
    public void A_saved_run_holds_the_windows_ends_with_the_oldest_first()
    {
        ThroughputMeter meter = New();
        meter.Start(0);
        for (int step = 1; step <= 7; step++)
            meter.Add(10 * step, Batch, endsCycle: true);

        Assert.Equal([40, 50, 60, 70], meter.SaveRun().Ends.Select(end => end.Ticks));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_run_can_be_continued_only_if_the_same_is_counted_by_a_clock_of_the_same_frequency(bool items, bool flops)
    {
        ThroughputMeter meter = New();
        meter.Start(0);
        Assert.True(New().CanContinue(meter.SaveRun(), items, flops), "Nothing was counted yet, so anything can be.");
        meter.Add(10, new BatchCounts(2, items ? 4 : null, flops ? 8 : null), endsCycle: true);
        MeterRun run = meter.SaveRun();

        Assert.True(New().CanContinue(run, items, flops));
        Assert.False(New().CanContinue(run, !items, flops));
        Assert.False(New().CanContinue(run, items, !flops));
        Assert.False(New().CanContinue(run, !items, !flops));
        Assert.False(new ThroughputMeter(windowSteps: 3, Frequency + 1).CanContinue(run, items, flops));
    }

    private static ThroughputMeter New(bool lenient = false) =>
        new(windowSteps: 3, Frequency, warmupSteps: 1, stepTimes: true) { Doubtful = lenient ? (_, _) => { } : null };

    /// <summary>Another meter that continues a run, after a way through JSON.</summary>
    private static ThroughputMeter Continued(ThroughputMeter meter, long timestamp, bool lenient = false)
    {
        ThroughputMeter continued = New(lenient);
        continued.Continue(JsonSerializer.Deserialize<MeterRun>(JsonSerializer.Serialize(meter.SaveRun()))!, timestamp);
        return continued;
    }

    /// <summary>Two paused meters read alike, and do so after each further micro-batch.</summary>
    private static void AssertGoOnAlike(ThroughputMeter expected, long expectedNow, ThroughputMeter actual, long actualNow)
    {
        AssertSame(expected, actual);
        expected.Resume(expectedNow + 100);
        actual.Resume(actualNow + 2_000);
        for (int batch = 1; batch <= 12; batch++)
        {
            expected.Add(expectedNow + 100 + 9 * batch, Batch, endsCycle: batch % 2 == 0);
            actual.Add(actualNow + 2_000 + 9 * batch, Batch, endsCycle: batch % 2 == 0);
            AssertSame(expected, actual);
        }
    }

    private static void AssertSame(ThroughputMeter expected, ThroughputMeter actual)
    {
        Assert.Equal(expected.Read(), actual.Read());
        Assert.Equal((expected.Window.Steps, expected.Window.Span), (actual.Window.Steps, actual.Window.Span));
    }
}
