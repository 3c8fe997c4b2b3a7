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
    [InlineData(2, 2, nameof(MeterDoubt.UnknownFlops), -1)]
    public void Each_doubtful_count_is_reported_once_by_its_name(long samples, long items, string? expected, long flops = 0)
    {
        ThroughputMeter meter = Started();

        meter.Add(10, new BatchCounts(samples, items, flops), endsCycle: true);

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

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void So_may_a_total_to_which_a_doubtful_micro_batch_adds(long beyond, bool isDoubted)
    {
        ThroughputMeter meter = Started();
        meter.Add(10, new BatchCounts(5, 5), endsCycle: true);

        meter.Add(20, new BatchCounts(long.MaxValue - 5 + beyond, 1), endsCycle: true);

        Assert.Equal(isDoubted ? [MeterDoubt.FewItems, MeterDoubt.TooMany] : [MeterDoubt.FewItems], _doubts);
        Assert.Equal(isDoubted ? 5 : long.MaxValue, meter.Totals.Samples);
    }

    [Fact]
    public void Samples_are_known_until_those_of_one_micro_batch_are_not()
    {
        ThroughputMeter meter = Started();
        meter.Add(10, new BatchCounts(1), endsCycle: true);
        Assert.True(meter.KnowsSamples);

        meter.Add(20, new BatchCounts(-1), endsCycle: true);
        meter.Add(30, new BatchCounts(1), endsCycle: true);

        Assert.False(meter.KnowsSamples);
    }

    [Fact]
    public void After_a_new_start_everything_is_known_again()
    {
        ThroughputMeter meter = Started();
        meter.Add(10, new BatchCounts(-1, -1, -1), endsCycle: true);
        meter.Add(10, new BatchCounts(1, 1, 1), endsCycle: true);

        meter.Start(100);
        meter.Add(110, new BatchCounts(1, 1, 1), endsCycle: true);

        Assert.Equal((10, true, true), (meter.Seconds, meter.KnowsSamples, meter.KnowsItems));
        Assert.Equal(new ThroughputRates(1, IsPartial: true, 10, 0.1, 0.1, 0.1, 0.1), meter.ReadRates());
    }

    [Fact]
    public void A_doubtful_count_at_the_start_or_at_the_latest_time_casts_no_doubt_on_the_clock()
    {
        ThroughputMeter meter = Started();

        meter.Add(0, new BatchCounts(-1), endsCycle: false);
        meter.Add(10, new BatchCounts(1), endsCycle: false);
        meter.Add(10, new BatchCounts(-1), endsCycle: false);

        Assert.Equal([MeterDoubt.UnknownSamples, MeterDoubt.UnknownSamples], _doubts);
        Assert.Equal(10, meter.Seconds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void While_a_time_is_unknown_so_is_every_rate_of_what_is_counted_and_of_nothing_else(bool counted)
    {
        ThroughputMeter meter = Started();
        for (int step = 0; step < 2; step++)
            meter.Add(10, counted ? new BatchCounts(1, 2, 3) : new BatchCounts(1), endsCycle: true);

        double? unknown = counted ? double.NaN : null;
        Assert.Equal(
            new ThroughputRates(2, IsPartial: true, double.NaN, double.NaN, double.NaN, unknown, unknown),
            meter.ReadRates()
        );
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
