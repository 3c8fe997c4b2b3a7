using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>The way from a monitor's instruments to what reads them. The times are those of <see cref="MonitorInstrumentsTests"/>.</summary>
public sealed class MonitorInstrumentsExportTests : IDisposable
{
    private static readonly TrainerOptions EverySecondStep = new()
    {
        Accumulate = 2,
        LogEvery = LogInterval.Steps(2),
        MaxEpochs = 2,
        SanityValidationBatches = 0,
    };

    private readonly Clock _clock = new();
    private readonly ClockedTask _task;

    public MonitorInstrumentsExportTests() =>
        _task = new ClockedTask
        {
            Forward = () => _clock.Pass(1),
            OptimizerStep = () => _clock.Pass(0.5),
        };

    public void Dispose() => _task.Dispose();

    [Fact]
    public void Once_disposed_they_vanish_and_the_monitor_goes_on_without_them()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        MonitorInstruments instruments = MonitorInstruments.Publish(monitor);
        using var seen = new SeenInstruments(instruments.Meter);
        instruments.Dispose();

        new Trainer<Tensor>(EverySecondStep, [monitor]).Fit(_task, Batches.Of(4));

        Assert.Empty(seen.Instruments);
        Assert.Empty(seen.Values);
        Assert.Equal(8, monitor.Save().Train.Batches);
    }

    [Fact]
    public void A_factorys_meter_stays_the_factorys()
    {
        using var factory = new Factory();
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        MonitorInstruments instruments = MonitorInstruments.Publish(monitor, factory);
        using var seen = new SeenInstruments(instruments.Meter);

        Assert.Same(factory.Made, instruments.Meter);
        instruments.Dispose();
        Assert.Equal(13, seen.Instruments.Count);
    }

    [Fact]
    public void Training_does_not_end_if_the_FLOPs_are_not_known()
    {
        var monitor = new ThroughputMonitor<Tensor>(
            new ThroughputMonitorOptions<Tensor> { FlopsOf = static _ => null, Peak = PeakFlops.GivenByUser(1, FlopDtype.Float32) },
            _clock
        );
        using MonitorInstruments instruments = MonitorInstruments.Publish(monitor);
        using var trainer = new Trainer<Tensor>(EverySecondStep, [monitor]);
        trainer.Noticed += static (_, _) => { };

        trainer.Fit(_task, Batches.Of(4));

        Assert.Equal(8, monitor.Save().Train.Batches);
    }

    [Fact]
    public void OpenTelemetrys_SDK_exports_names_units_tags_and_buckets()
    {
        const int Rank = 4711; // no other test's
        var exported = new List<MetricSnapshot>();
        ThroughputMonitor<Tensor> monitor = NewMonitor();

        ReadmeExample.Publish(monitor, new Trainer<Tensor>(EverySecondStep, [monitor]), _task, Batches.Of(7, samples: 3), exported, Rank);

        Dictionary<string, (MetricSnapshot Metric, MetricPoint Point)> metrics = exported
            .SelectMany(metric => metric.MetricPoints.Select(point => (Metric: metric, Point: point)))
            .Where(one => Tag(one.Point, "rank") is Rank)
            .ToDictionary(one => one.Metric.Name);
        Assert.Equal(13, metrics.Count);
        Assert.All(
            metrics.Values,
            one =>
            {
                Assert.Equal(("ThroughputBench.Training", MonitorInstruments.Version), (one.Metric.MeterName, one.Metric.MeterVersion));
                Assert.Equal(("train", "cpu"), (Tag(one.Point, "stage"), Tag(one.Point, "device")));
            }
        );
        Assert.Equal(("{sample}", 42), (metrics["throughput.samples"].Metric.Unit, metrics["throughput.samples"].Point.GetSumLong()));
        Assert.Equal(MetricType.LongSum, metrics["throughput.samples"].Metric.MetricType);
        Assert.Equal(
            ("{sample}/s", monitor.Training.Rates!.Value.SamplesPerSecond),
            (metrics["throughput.sample_rate"].Metric.Unit, metrics["throughput.sample_rate"].Point.GetGaugeLastValueDouble())
        );
        Assert.Equal("1", metrics["throughput.model_flops_utilization"].Metric.Unit);
        (MetricSnapshot steps, MetricPoint point) = metrics["throughput.step.duration"];
        Assert.Equal(("s", 8L, 18.0), (steps.Unit, point.GetHistogramCount(), point.GetHistogramSum()));
        var buckets = new List<(double Bound, long Count)>();
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
            buckets.Add((bucket.ExplicitBound, bucket.BucketCount));
        Assert.Equal([(2, 2), (5, 6)], buckets.Where(bucket => bucket.Count > 0));
    }

    private static object? Tag(MetricPoint point, string name)
    {
        foreach (KeyValuePair<string, object?> tag in point.Tags)
        {
            if (tag.Key == name)
                return tag.Value;
        }
        return null;
    }

    private ThroughputMonitor<Tensor> NewMonitor() =>
        new(
            new()
            {
                ItemsOf = batch => 2 * batch.size(0),
                FlopsPerBatch = new PassFlops(10, 20),
                Peak = PeakFlops.GivenByUser(1_000, FlopDtype.Float32),
            },
            _clock
        );

    private sealed class Factory : IMeterFactory
    {
        public Meter? Made { get; private set; }

        public Meter Create(MeterOptions options) => Made = new Meter(options);

        public void Dispose() => Made?.Dispose();
    }
}
