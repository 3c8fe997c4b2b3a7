using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>Which doubts a meter that refuses nothing reports.</summary>
public sealed class DoubtsTests
{
    private readonly List<MeterDoubt> _doubts = [];

    [Theory]
    [InlineData(0, 0, nameof(MeterDoubt.EmptyBatch))]
    [InlineData(0, 5, nameof(MeterDoubt.EmptyBatch))]
    [InlineData(2, 0, nameof(MeterDoubt.FewItems))]
    [InlineData(2, 1, nameof(MeterDoubt.FewItems))]
    [InlineData(2, 2, null)]
    [InlineData(-1, 2, nameof(MeterDoubt.UnknownSamples))]
    [InlineData(2, -1, nameof(MeterDoubt.UnknownItems))]
    public void Each_doubtful_count_is_reported_once_by_its_name(long samples, long items, string? expected)
    {
        ThroughputMeter meter = Started();

        meter.Add(10, new BatchCounts(samples, items), endsCycle: true);

        Assert.Equal(expected, _doubts.Count == 0 ? null : Assert.Single(_doubts).ToString());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_total_may_reach_63_bits_and_stays_as_it_was_beyond(long beyond, bool isDoubted)
    {
        ThroughputMeter meter = Started();
        meter.Add(10, new BatchCounts(5), endsCycle: true);

        meter.Add(20, new BatchCounts(long.MaxValue - 5 + beyond), endsCycle: true);

        Assert.Equal(isDoubted ? [MeterDoubt.TooMany] : [], _doubts);
        Assert.Equal(isDoubted ? 5 : long.MaxValue, meter.Totals.Samples);
    }

    [Fact]
    public void Flops_beside_a_doubtful_count_are_counted()
    {
        ThroughputMeter meter = Started();

        meter.Add(10, new BatchCounts(0, null, 7), endsCycle: true);

        Assert.Equal(7, meter.Totals.Flops);
    }

    [Fact]
    public void A_late_end_of_a_cycle_at_a_time_that_went_back_or_stood_still_is_counted_without_its_time()
    {
        ThroughputMeter meter = Started();
        meter.Add(10, new BatchCounts(1), endsCycle: true);

        meter.Add(20, new BatchCounts(1), endsCycle: false);
        meter.EndCycle(15);
        Assert.Equal([MeterDoubt.ClockWentBack], _doubts);

        meter.EndCycle(15);

        Assert.Equal([MeterDoubt.ClockWentBack, MeterDoubt.ClockStoodStill], _doubts);
        Assert.Equal(3, meter.Totals.Steps);
        Assert.Equal(double.NaN, meter.ReadRates()!.Value.SamplesPerSecond);
    }

    private ThroughputMeter Started()
    {
        var meter = new ThroughputMeter(windowSteps: 4, frequency: 1) { Doubtful = (doubt, _) => _doubts.Add(doubt) };
        meter.Start(0);
        return meter;
    }
}
