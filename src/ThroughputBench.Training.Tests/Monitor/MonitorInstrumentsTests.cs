using System.Diagnostics.Metrics;
using System.Reflection;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using ThroughputBench.Training.Tests.Cuda;
using ThroughputBench.Training.Tests.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>A cycle of two micro-batches takes 2.5 s by a fake clock: 1 s each, and 0.5 s the step. A validation batch takes 4 s.</summary>
public sealed class MonitorInstrumentsTests : IDisposable
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

    public MonitorInstrumentsTests() =>
        _task = new ClockedTask
        {
            Forward = () => _clock.Pass(1),
            OptimizerStep = () => _clock.Pass(0.5),
            Evaluation = () => _clock.Pass(4),
        };

    public void Dispose() => _task.Dispose();

    [Fact]
    public void Each_instrument_has_a_name_a_unit_and_a_description_by_OpenTelemetrys_conventions_and_the_meter_the_packages_version()
    {
        using MonitorInstruments instruments = MonitorInstruments.Publish(NewMonitor());
        using var seen = new SeenInstruments(instruments.Meter);

        Assert.Equal(
            [
                "throughput.batch_rate Gauge {batch}/s",
                "throughput.batches Counter {batch}",
                "throughput.flop_rate Gauge {FLOP}/s",
                "throughput.flops Counter {FLOP}",
                "throughput.item_rate Gauge {item}/s",
                "throughput.items Counter {item}",
                "throughput.logs Counter {log}",
                "throughput.model_flops_utilization Gauge 1",
                "throughput.sample_rate Gauge {sample}/s",
                "throughput.samples Counter {sample}",
                "throughput.step.duration Histogram s",
                "throughput.steps Counter {step}",
                "throughput.time Counter s",
            ],
            seen.Instruments.Values.Select(one => $"{one.Name} {one.GetType().Name.Split('`')[0]} {one.Unit}").Order(StringComparer.Ordinal)
        );
        Assert.All(seen.Instruments.Values, instrument => Assert.EndsWith(".", instrument.Description!, StringComparison.Ordinal));
        Assert.Equal("ThroughputBench.Training", instruments.Meter.Name);
        Assert.Equal(
            typeof(MonitorInstruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
            instruments.Meter.Version
        );
    }

    [Fact]
    public void Counters_are_the_monitors_totals_at_each_log_and_a_second_run_counts_once()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        using MonitorInstruments instruments = MonitorInstruments.Publish(monitor);
        using var seen = new SeenInstruments(instruments.Meter);
        int logs = 0;
        monitor.Logged += (state, logged) =>
        {
            string stage = state.Stage == Stage.Train ? "train" : "validate";
            ThroughputState all = logged.Lifetime;
            logs++;
            Assert.Equal(
                ((double)all.Batches, (double)all.Steps, (double)all.Samples, (double?)all.Items, (double?)all.Flops),
                (
                    seen.Sum("batches", stage),
                    seen.Sum("steps", stage),
                    seen.Sum("samples", stage),
                    seen.Sum("items", stage),
                    seen.Sum("flops", stage)
                )
            );
            Assert.Equal(all.Seconds, seen.Sum("time", stage), 1e-9);
            if (logged.Rates is { } rates)
            {
                Assert.Equal(
                    (rates.SamplesPerSecond, rates.BatchesPerSecond, rates.ItemsPerSecond, rates.FlopsPerSecond),
                    (
                        seen.Latest("sample_rate", stage),
                        seen.Latest("batch_rate", stage),
                        seen.Latest("item_rate", stage),
                        seen.Latest("flop_rate", stage)
                    )
                );
                Assert.Equal(rates.FlopsPerSecond!.Value / 1_000, seen.Latest("model_flops_utilization", stage), 1e-12);
            }
        };

        using var trainer = new Trainer<Tensor>(EverySecondStep, [monitor]);
        for (int run = 1; run <= 2; run++)
        {
            // 7 micro-batches an epoch: the fourth cycle is short.
            trainer.Fit(_task, Batches.Of(7, samples: 3), Batches.Of(2));

            Assert.Equal(
                (run * 14.0, run * 8.0, run * 42.0, run * 4.0),
                (seen.Sum("batches"), seen.Sum("steps"), seen.Sum("samples"), seen.Sum("batches", "validate"))
            );
            Assert.Equal(logs, seen.Sum("logs") + seen.Sum("logs", "validate"));
            Assert.Equal(run * 18.0, seen.Sum("time"), 1e-9);
        }
        Assert.All(seen.Values.Where(one => one.Key.Name.EndsWith('s')), one => Assert.All(one.Value, value => Assert.True(value >= 0)));
        Assert.Equal(["stage=train, device=cpu", "stage=validate, device=cpu"], seen.Tags.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_histogram_has_each_steps_time_without_validation()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        using MonitorInstruments instruments = MonitorInstruments.Publish(monitor);
        using var seen = new SeenInstruments(instruments.Meter);

        new Trainer<Tensor>(EverySecondStep, [monitor]).Fit(_task, Batches.Of(7), Batches.Of(2));

        Assert.Equal([2.5, 2.5, 2.5, 1.5, 2.5, 2.5, 2.5, 1.5], seen.Values[("step.duration", "train")]);
        Assert.Equal([4, 4, 4, 4], seen.Values[("step.duration", "validate")]);
        InstrumentAdvice<double> advice = ((Histogram<double>)seen.Instruments["throughput.step.duration"]).Advice!;
        Assert.Equal((0.0001, 100), (advice.HistogramBucketBoundaries![0], advice.HistogramBucketBoundaries[^1]));
        Assert.Equal(19, advice.HistogramBucketBoundaries.Count);
    }

    [Fact]
    public void A_step_that_has_left_the_window_or_has_no_known_time_is_in_no_bucket()
    {
        ThroughputMonitor<Tensor> narrow = NewMonitor(windowSteps: 1);
        using (MonitorInstruments instruments = MonitorInstruments.Publish(narrow))
        using (var seen = new SeenInstruments(instruments.Meter))
        {
            new Trainer<Tensor>(EverySecondStep, [narrow]).Fit(_task, Batches.Of(8));
            Assert.Equal((8, 4), (seen.Sum("steps"), seen.Values[("step.duration", "train")].Count));
        }

        // The host asks for work and runs ahead of the device, which marks ends of cycles at logs only.
        using var device = new DeviceTask(hostSeconds: 0.001, forwardSeconds: 0.010);
        var onDevice = new ThroughputMonitor<Tensor>(null, device.Clock, _ => device.Cuda);
        using (MonitorInstruments instruments = MonitorInstruments.Publish(onDevice))
        using (var seen = new SeenInstruments(instruments.Meter))
        {
            new Trainer<Tensor>(EverySecondStep, [onDevice]).Fit(device.Task, Batches.Of(8));
            Assert.Equal((16, 8, 0), (seen.Sum("batches"), seen.Sum("steps"), seen.Sum("step.duration")));
        }
    }

    [Fact]
    public void What_was_counted_before_is_not_counted_again_when_a_monitor_is_loaded()
    {
        ThroughputMonitor<Tensor> before = NewMonitor();
        new Trainer<Tensor>(EverySecondStep, [before]).Fit(_task, Batches.Of(8));
        ThroughputMonitor<Tensor> after = NewMonitor();
        using MonitorInstruments instruments = MonitorInstruments.Publish(after);
        using var seen = new SeenInstruments(instruments.Meter);
        after.Load(before.Save());

        new Trainer<Tensor>(EverySecondStep, [after]).Fit(_task, Batches.Of(6));

        Assert.Equal((12, 6), (seen.Sum("batches"), seen.Sum("steps")));
        Assert.Equal(28, after.Save().Train.Batches);

        // An earlier state is loaded: counters stay, and go on.
        after.Load(before.Save());
        new Trainer<Tensor>(EverySecondStep, [after]).Fit(_task, Batches.Of(2));
        Assert.Equal((16, 8), (seen.Sum("batches"), seen.Sum("steps")));
    }

    [Fact]
    public void A_run_that_is_resumed_from_a_checkpoint_counts_what_it_trains_itself()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("checkpoint");
        for (int run = 1; run <= 2; run++)
        {
            ThroughputMonitor<Tensor> monitor = NewMonitor();
            using MonitorInstruments instruments = MonitorInstruments.Publish(monitor);
            using var seen = new SeenInstruments(instruments.Meter);
            using var trainer = new Trainer<Tensor>(EverySecondStep, [new CheckpointCallback<Tensor>(path, everySteps: 3), monitor]);
            using FitRun<Tensor> fit = trainer.Begin(_task, Batches.Of(8), resumeFrom: run == 1 ? null : path);

            // The checkpoint lies behind the third step, between two logs.
            fit.Advance(run == 1 ? 4 : long.MaxValue);
            if (run == 2)
                fit.Finish();

            Assert.Equal((run == 1 ? 8 : 10, run == 1 ? 4 : 5), (seen.Sum("batches"), seen.Sum("steps")));
            Assert.Equal(Enumerable.Repeat(2.5, run == 1 ? 4 : 5), seen.Values[("step.duration", "train")]);
            Assert.Equal(run == 1 ? 4 : 8, monitor.Training.Lifetime.Steps);
        }
    }

    [Fact]
    public void What_is_not_known_is_not_published()
    {
        int batch = 0;
        var monitor = new ThroughputMonitor<Tensor>(
            new() { SamplesOf = _ => ++batch == 3 ? throw new FormatException("no samples") : 5, WindowSteps = 4 },
            _clock
        );
        using MonitorInstruments instruments = MonitorInstruments.Publish(monitor, rank: 3);
        using var seen = new SeenInstruments(instruments.Meter);
        using var trainer = new Trainer<Tensor>(EverySecondStep, [monitor]);
        trainer.Noticed += (_, _) => { };

        trainer.Fit(_task, Batches.Of(6));

        Assert.Equal((12, 55), (seen.Sum("batches"), seen.Sum("samples")));
        Assert.True(seen.Values[("sample_rate", "train")].Count < seen.Values[("batch_rate", "train")].Count);
        Assert.Equal(
            ["batch_rate", "batches", "logs", "sample_rate", "samples", "step.duration", "steps", "time"],
            seen.Values.Keys.Select(key => key.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["stage=train, device=cpu, rank=3"], seen.Tags);
    }

    private ThroughputMonitor<Tensor> NewMonitor(int windowSteps = 100) =>
        new(
            new()
            {
                WindowSteps = windowSteps,
                ItemsOf = batch => 2 * batch.size(0),
                FlopsPerBatch = new PassFlops(10, 20),
                Peak = PeakFlops.GivenByUser(1_000, FlopDtype.Float32),
            },
            _clock
        );
}
