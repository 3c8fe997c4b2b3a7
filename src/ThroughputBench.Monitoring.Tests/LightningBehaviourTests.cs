using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>
/// What the tests of PyTorch Lightning's <c>Throughput</c> demand, with its numbers (its W counts updates, and so holds W − 1 intervals:
/// ours is W − 1 steps). Sparse peaks and what MFU needs are tested with the peaks, several devices with the world.
/// </summary>
public sealed class LightningBehaviourTests
{
    private const long Second = 10;

    [Fact]
    public void Counts_that_are_not_given_have_no_total_and_no_rate()
    {
        ThroughputMeter meter = Started(windowSteps: 1);

        meter.Add(2 * Second, new BatchCounts(Samples: 2), endsCycle: true);

        ThroughputSnapshot snapshot = meter.Read();
        Assert.Equal(
            (2.0, 1L, 2L, false, false),
            (snapshot.Seconds, snapshot.Totals.Batches, snapshot.Totals.Samples, snapshot.HasItems, snapshot.HasFlops)
        );

        // Lightning has no rate yet: its window opens with the first update. Ours opens with the stage, so one whole cycle lies in it.
        ThroughputRates rates = Assert.NotNull(snapshot.Rates);
        Assert.Equal((0.5, 1.0, null, null), (rates.BatchesPerSecond, rates.SamplesPerSecond, rates.ItemsPerSecond, rates.FlopsPerSecond));
    }

    [Fact]
    public void Items_that_are_given_later_are_refused()
    {
        ThroughputMeter meter = Started(windowSteps: 1);
        meter.Add(2 * Second, new BatchCounts(Samples: 2), endsCycle: true);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() =>
            meter.Add(3 * Second, new BatchCounts(2, Items: 4), endsCycle: true)
        );

        Wording.Matches(refusal.Message);
    }

    [Fact]
    public void Rates_are_those_between_two_updates_and_time_must_increase()
    {
        ThroughputMeter meter = Started(windowSteps: 1);
        meter.Add(2 * Second, new BatchCounts(Samples: 2, Items: 4), endsCycle: true);
        meter.Add(25 * Second / 10, new BatchCounts(Samples: 2, Items: 4), endsCycle: true);

        ThroughputRates rates = Assert.NotNull(meter.Read().Rates);
        Assert.Equal((2.0, 4.0, 8.0), (rates.BatchesPerSecond, rates.SamplesPerSecond, rates.ItemsPerSecond));
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() =>
            meter.Add(25 * Second / 10, new BatchCounts(Samples: 2, Items: 4), endsCycle: true)
        );
        Wording.Matches(refusal.Message);
    }

    [Fact]
    public void Flops_have_a_rate_from_which_MFU_follows()
    {
        const double Peak = 50;
        ThroughputMeter meter = Started(windowSteps: 1);
        meter.Add(1 * Second, new BatchCounts(Samples: 2, Items: 10, Flops: 10), endsCycle: true);
        meter.Add(2 * Second, new BatchCounts(Samples: 2, Items: 10, Flops: 10), endsCycle: true);

        ThroughputRates rates = Assert.NotNull(meter.Read().Rates);
        Assert.Equal(
            (1.0, 2.0, 10.0, 10.0, 0.2),
            (rates.BatchesPerSecond, rates.SamplesPerSecond, rates.ItemsPerSecond, rates.FlopsPerSecond, rates.FlopsPerSecond / Peak)
        );
    }

    [Fact]
    public void Fewer_samples_than_batches_and_fewer_items_than_samples_are_refused()
    {
        ThroughputMeter meter = Started(windowSteps: 1);

        ArgumentOutOfRangeException samples = Assert.Throws<ArgumentOutOfRangeException>(() =>
            meter.Add(Second, new BatchCounts(Samples: 0), endsCycle: true)
        );
        ArgumentOutOfRangeException items = Assert.Throws<ArgumentOutOfRangeException>(() =>
            meter.Add(Second, new BatchCounts(Samples: 2, Items: 1), endsCycle: true)
        );

        Wording.Matches(samples.Message, "samples");
        Wording.Matches(items.Message, "items");
    }

    [Fact]
    public void Time_increases_within_a_stage_and_starts_again_with_the_next()
    {
        ThroughputMeter meter = Started(windowSteps: 2);
        for (int second = 1; second <= 3; second++)
            meter.Add(second * Second, new BatchCounts(1), endsCycle: true);

        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Add(2 * Second, new BatchCounts(1), endsCycle: true));
        meter.Start(0);
        meter.Add(2 * Second, new BatchCounts(1), endsCycle: true);

        Assert.Equal(0.5, meter.Read().Rates!.Value.BatchesPerSecond);
    }

    private static ThroughputMeter Started(int windowSteps)
    {
        var meter = new ThroughputMeter(windowSteps, frequency: Second);
        meter.Start(0);
        return meter;
    }
}
