using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class WorldTests
{
    private static readonly ThroughputFigures Own = new(2, 8, 16, 20, 1, 4, 8, 10);

    [Fact]
    public void A_meter_gives_the_same_figures_by_themselves_as_in_a_snapshot()
    {
        var meter = new ThroughputMeter(2, 1);
        meter.Start(0);
        Assert.Equal(ThroughputFigures.Of(meter.Read()), meter.ReadFigures());
        meter.Add(2, new BatchCounts(4, 8, 10), endsCycle: true);

        Assert.Equal(ThroughputFigures.Of(meter.Read()), meter.ReadFigures());
        Assert.Equal(new World(3).Reduce(meter.Read()), new World(3).Reduce(meter.ReadFigures()));
    }

    [Fact]
    public void One_device_is_the_whole_world()
    {
        Assert.Equal(1, new World().Size);
        Assert.Equal(Own, new World().Reduce(Device(new BatchCounts(4, 8, 10))));
    }

    [Fact]
    public void Two_devices_do_twice_as_much_and_the_devices_own_figures_stay()
    {
        // Behaviour 6 of Lightning's tests.
        ThroughputSnapshot device = Device(new BatchCounts(4, 8, 10));

        Assert.Equal(new ThroughputFigures(4, 16, 32, 40, 2, 8, 16, 20), new World(2).Reduce(device));
        Assert.Equal(Own, ThroughputFigures.Of(device));
    }

    [Fact]
    public void Figures_that_a_device_lacks_the_world_lacks_too()
    {
        Assert.Equal(new ThroughputFigures(4, 16, null, null, 2, 8, null, null), new World(2).Reduce(Device(new BatchCounts(4))));
        Assert.Equal(default, new World(2).Reduce(new ThroughputMeter(1, 1).Read()));
    }

    [Fact]
    public void A_reducer_adds_ranks_whose_counts_differ()
    {
        ThroughputFigures other = new(2, 6, 60, 5, 1, 3, 30, 2.5);
        var world = new World(2, own => new ThroughputFigures(
            own.Batches + other.Batches,
            own.Samples + other.Samples,
            own.Items + other.Items,
            own.Flops + other.Flops,
            own.BatchesPerSecond + other.BatchesPerSecond,
            own.SamplesPerSecond + other.SamplesPerSecond,
            own.ItemsPerSecond + other.ItemsPerSecond,
            own.FlopsPerSecond + other.FlopsPerSecond
        ));

        Assert.Equal(new ThroughputFigures(4, 14, 76, 25, 2, 7, 38, 12.5), world.Reduce(Device(new BatchCounts(4, 8, 10))));
    }

    [Fact]
    public void A_reducer_may_be_the_identity() => Assert.Equal(Own, new World(8, own => own).Reduce(Device(new BatchCounts(4, 8, 10))));

    [Fact]
    public void A_reducer_leaves_out_what_the_devices_lack()
    {
        ThroughputSnapshot device = Device(new BatchCounts(4));

        Assert.Equal(new ThroughputFigures(2, 8, null, null, 1, 4, null, null), new World(2, own => own).Reduce(device));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(7)]
    public void A_figure_that_this_device_does_not_know_is_compared_with_nothing(double all)
    {
        var world = new World(2, own => own with { SamplesPerSecond = all });

        Assert.Equal(Own with { SamplesPerSecond = all }, world.Reduce(Own with { SamplesPerSecond = double.NaN }));
    }

    [Fact]
    public void A_product_that_does_not_fit_is_refused()
    {
        ThroughputFigures[] own =
        [
            Own with { Batches = long.MaxValue },
            Own with { Samples = long.MaxValue },
            Own with { Items = long.MaxValue },
            Own with { Flops = Int128.MaxValue },
        ];

        Assert.All(own, figures => Assert.Throws<OverflowException>(() => new World(2).Reduce(figures)));
    }

    [Fact]
    public void What_is_no_sum_over_devices_is_refused_and_named()
    {
        ThroughputSnapshot device = Device(new BatchCounts(4, 8, 10));
        (string Of, Func<ThroughputFigures, ThroughputFigures> Reduce)[] cases =
        [
            ("batches", own => own with { Batches = 1 }),
            ("samples", own => own with { Samples = 7 }),
            ("items", own => own with { Items = null }),
            ("FLOPs", own => own with { Flops = -40 }),
            ("batches per second", own => own with { BatchesPerSecond = double.NaN }),
            ("samples per second", own => own with { SamplesPerSecond = 3.5 }),
            ("items per second", own => own with { ItemsPerSecond = double.PositiveInfinity }),
            ("FLOPs per second", own => own with { FlopsPerSecond = null }),
        ];
        foreach ((string of, Func<ThroughputFigures, ThroughputFigures> reduce) in cases)
            Wording.Matches(Assert.Throws<InvalidOperationException>(() => new World(2, reduce).Reduce(device)).Message, of);

        InvalidOperationException invented = Assert.Throws<InvalidOperationException>(() =>
            new World(2, own => own with { Items = 5 }).Reduce(Device(new BatchCounts(4)))
        );
        Wording.Matches(invented.Message, "items that no device has");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void A_world_of_no_device_is_refused(int size)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new World(size));
        Wording.Matches(refusal.Message, $"{size}");
    }

    /// <summary>Two micro-batches in two seconds, one optimizer step each.</summary>
    private static ThroughputSnapshot Device(BatchCounts counts)
    {
        var meter = new ThroughputMeter(windowSteps: 2, frequency: 1);
        meter.Start(0);
        meter.Add(1, counts, endsCycle: true);
        meter.Add(2, counts, endsCycle: true);
        return meter.Read();
    }
}
