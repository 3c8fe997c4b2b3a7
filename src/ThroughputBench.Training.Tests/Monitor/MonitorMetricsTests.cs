using System.Diagnostics.Metrics;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using ThroughputBench.Training.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class MonitorMetricsTests : IDisposable
{
    private static readonly TrainerOptions EveryStep = new() { LogEvery = LogInterval.Steps(1), MaxEpochs = 1 };
    private static readonly PeakFlops Peak = PeakFlops.GivenByUser(1_000, FlopDtype.BFloat16);

    private readonly Clock _clock = new();
    private readonly MetricKeeper _log = new();
    private readonly ClockedTask _task;

    public MonitorMetricsTests() => _task = new ClockedTask { Forward = () => _clock.Pass(1) };

    public void Dispose() => _task.Dispose();

    [Fact]
    public void By_default_there_are_only_names_that_need_nothing_of_the_user()
    {
        Fit(new());

        Assert.Equal(
            [
                "train/time",
                "train/batches",
                "train/samples",
                "train/device/batches_per_sec",
                "train/device/samples_per_sec",
                "train/window_steps",
                "train/window_partial",
                "train/gc_collections",
                "train/allocated_bytes",
            ],
            _log.Records[0].Names
        );
    }

    [Fact]
    public void With_everything_on_every_metric_has_its_name_once_and_a_value()
    {
        var all = new ThroughputMonitorOptions<Tensor>
        {
            ItemsOf = batch => 5 * batch.size(0),
            FlopsPerBatch = new PassFlops(1, 2),
            Peak = Peak,
            World = new World(2),
            StepTimes = true,
            Separator = ".",
            Prefix = "run",
        };

        Fit(all, EveryStep with { KeepLedger = true });

        string[] names =
        [
            "time",
            "batches",
            "samples",
            "lengths",
            "device.batches_per_sec",
            "device.samples_per_sec",
            "device.items_per_sec",
            "device.flops_per_sec",
            "device.mfu",
            "device.step_time_p50",
            "device.step_time_p95",
            "device.step_time_max",
            "window_steps",
            "window_partial",
            "batches_per_sec",
            "samples_per_sec",
            "items_per_sec",
            "flops_per_sec",
            "gc_collections",
            "allocated_bytes",
            "data_wait_share",
            "forward_backward_share",
            "optimizer_share",
            "validation_share",
            "callbacks_share",
            "logging_share",
            "other_share",
        ];
        Assert.All(_log.Records, record =>
        {
            Assert.Equal(names.Select(name => "run.train." + name), record.Names);
            Assert.Equal(names.Length, record.Values.Count);
        });
    }

    [Fact]
    public void Several_devices_have_their_sum_beside_the_devices_own_figures()
    {
        Fit(new() { World = new World(2), FlopsPerBatch = new PassFlops(4, 6) });

        MetricKeeper.Logged record = _log.Of("train")[^1];
        Assert.Equal(
            (1.0, 2.0, 10.0),
            (record["device/batches_per_sec"], record["device/samples_per_sec"], record["device/flops_per_sec"])
        );
        Assert.Equal((2.0, 4.0, 20.0), (record["batches_per_sec"], record["samples_per_sec"], record["flops_per_sec"]));
    }

    [Fact]
    public void A_reducer_adds_ranks_that_are_not_alike()
    {
        var world = new World(2, own =>
            own with
            {
                SamplesPerSecond = own.SamplesPerSecond + 7,
                BatchesPerSecond = own.BatchesPerSecond * 2,
            }
        );

        Fit(new() { World = world });

        MetricKeeper.Logged record = _log.Of("train")[^1];
        Assert.Equal((2.0, 9.0, 2.0), (record["device/samples_per_sec"], record["samples_per_sec"], record["batches_per_sec"]));
    }

    [Fact]
    public void Step_times_are_those_of_the_window()
    {
        Queue<double> steps = new([100, 1, 2, 3, 4]);
        using var task = new ClockedTask { Forward = () => _clock.Pass(steps.Dequeue()) };

        Fit(new() { StepTimes = true, WindowSteps = 4 }, task: task);

        MetricKeeper.Logged record = _log.Of("train")[^1];
        Assert.Equal(
            (2.0, 4.0, 4.0, 4.0, 0.0),
            (
                record["device/step_time_p50"],
                record["device/step_time_p95"],
                record["device/step_time_max"],
                record["window_steps"],
                record["window_partial"]
            )
        );
    }

    [Fact]
    public void Warm_up_steps_are_in_the_totals_and_in_no_rate()
    {
        Queue<double> steps = new([100, 100, 2, 2, 2]);
        using var task = new ClockedTask { Forward = () => _clock.Pass(steps.Dequeue()) };

        Fit(new() { WarmupSteps = 2 }, task: task);

        Assert.Equal([false, false, true, true, true], _log.Of("train").Select(record => record.Has("device/batches_per_sec")));
        Assert.Equal(0.5, _log.Of("train")[^1]["device/batches_per_sec"]);
        Assert.Equal((206.0, 5.0), (_log.Of("train")[^1]["time"], _log.Of("train")[^1]["batches"]));
    }

    [Fact]
    public void Peak_dtype_and_source_are_reported_once_at_the_start()
    {
        var notices = new List<string>();

        Fit(new() { FlopsPerBatch = new PassFlops(1, 1), Peak = Peak }, notices: notices);

        Assert.Equal("MFU is the share of 1.00 kFLOP/s in bfloat16 (given by user).", Assert.Single(notices));
    }

    [Fact]
    public void Managed_memory_is_counted_since_the_last_log()
    {
        using var task = new ClockedTask
        {
            Forward = () =>
            {
                _clock.Pass(1);
                GC.KeepAlive(new byte[1 << 20]);
                GC.Collect();
            },
        };

        Fit(new(), task: task);

        Assert.All(_log.Of("train"), record =>
        {
            Assert.InRange(record["allocated_bytes"], 1 << 20, (1 << 20) + (1 << 16));
            Assert.True(record["gc_collections"] >= 1);
        });
    }

    [Fact]
    public void A_listener_of_dotnets_metrics_sees_values_during_training()
    {
        string prefix = $"m{Guid.NewGuid():N}"; // other tests' meters have the same name
        Dictionary<string, double> seen = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == MeterLogger.MeterName && instrument.Name.StartsWith(prefix, StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name[(prefix.Length + 1)..]] = value);
        listener.Start();
        var monitor = new ThroughputMonitor<Tensor>(new() { Prefix = prefix }, _clock);
        using FitRun<Tensor> run = new Trainer<Tensor>(EveryStep, [monitor], [new MeterLogger()]).Begin(_task, Batches.Of(5, samples: 2));

        for (int step = 1; step <= 3; step++)
        {
            run.Advance(1);
            run.FlushLoggers();
            listener.RecordObservableInstruments();
            Assert.Equal((2.0 * step, 2.0), (seen["train/samples"], seen["train/device/samples_per_sec"]));
        }
    }

    [Fact]
    public void What_is_logged_is_raised_too_with_its_stage()
    {
        var monitor = new ThroughputMonitor<Tensor>(time: _clock);
        var logged = new List<(Stage, long)>();
        monitor.Logged += (state, snapshot) => logged.Add((state.Stage, snapshot.Totals.Batches));
        using var task = new ClockedTask { Forward = () => _clock.Pass(1), Evaluation = () => _clock.Pass(1) };

        new Trainer<Tensor>(EveryStep, [monitor]).Fit(task, Batches.Of(2), Batches.Of(1));

        Assert.Equal([(Stage.Train, 1), (Stage.Train, 2), (Stage.Validate, 1)], logged);
    }

    private void Fit(
        ThroughputMonitorOptions<Tensor> options,
        TrainerOptions? trainerOptions = null,
        ClockedTask? task = null,
        List<string>? notices = null
    )
    {
        var trainer = new Trainer<Tensor>(trainerOptions ?? EveryStep, [new ThroughputMonitor<Tensor>(options, _clock)], [_log], _clock);
        trainer.Noticed += (_, notice) => notices?.Add(notice.Text);
        trainer.Fit(task ?? _task, Batches.Of(5, samples: 2));
    }
}
