using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>
/// The requirements of the tests of PyTorch Lightning's <c>ThroughputMonitor</c>, with its numbers. Its window of n updates holds n − 1
/// intervals, so ours is n − 1 steps wide. It has no rate until the window is full; ours has one from the first whole cycle on, flagged as
/// partial.
/// </summary>
public sealed class LightningCallbackTests : IDisposable
{
    private static readonly TrainerOptions EveryStep = new() { LogEvery = LogInterval.Steps(1) };

    private readonly Clock _clock = new();
    private readonly MetricKeeper _log = new();
    private double _nextBatch = 1.5;

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Totals_rates_flops_and_mfu_of_five_steps()
    {
        Fit(EveryStep with { MaxSteps = 5 }, WithAll(windowSteps: 3), Batches.Of(5, samples: 3));

        Assert.Equal([0, 1, 2, 3, 4], _log.Of("train").Select(record => record.Step));
        for (int step = 0; step < 5; step++)
        {
            MetricKeeper.Logged record = _log.Of("train")[step];
            Assert.Equal(
                (1.5 + step, 1 + step, 3 * (1 + step), 6 * (1 + step)),
                (record["time"], record["batches"], record["samples"], record["lengths"])
            );
            Assert.Equal(step < 2 ? 1 : 0, record["window_partial"]);
            if (step >= 3)
                Assert.Equal((1.0, 3.0, 6.0, 10.0, 0.1), RatesOf(record));
        }

        // Partial windows open with the stage: 1 batch in 1.5 s, then 2 in 2.5 s, then 3 in 3.5 s.
        Assert.Equal([1 / 1.5, 2 / 2.5, 3 / 3.5], _log.Of("train").Take(3).Select(record => record["device/batches_per_sec"]), (a, b) =>
            Math.Abs(a - b) <= 1e-12 * a
        );
    }

    [Fact]
    public void A_validation_inside_fit_is_no_part_of_trainings_time()
    {
        Queue<double> forward = new([7, 6]);
        using var task = new ClockedTask { Forward = () => _clock.Pass(forward.Dequeue()), Evaluation = () => _clock.Pass(2) };
        var beforeValidation = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "EvaluationStart")
                    _clock.Pass(4);
            },
        };
        var monitor = new ThroughputMonitor<Tensor>(new() { WindowSteps = 1 }, _clock);
        TrainerOptions options = EveryStep with { MaxSteps = 2, ValidateEveryBatches = 1, SanityValidationBatches = 0 };

        new Trainer<Tensor>(options, [beforeValidation, monitor], [_log]).Fit(task, Batches.Of(2), Batches.Of(1));

        Assert.Equal(
            [("train/time", 0L), ("validate/time", 1L), ("train/time", 1L)],
            _log.Records.Take(3).Select(record => (record.Values.Keys.First(), record.Step))
        );
        Assert.Equal(
            [(7.0, 1.0, 1.0), (13.0, 2.0, 2.0)],
            _log.Of("train").Select(record => (record["time"], record["batches"], record["samples"]))
        );
        MetricKeeper.Logged validation = _log.Of("validate")[0];
        Assert.Equal((2.0, 1.0, 1.0), (validation["time"], validation["batches"], validation["samples"]));
        Assert.Equal(1 / 6.0, _log.Of("train")[1]["device/batches_per_sec"], 1e-15);

        // Lightning gives no rate to a validation shorter than the window.
        Assert.Equal((0.5, 0.5), (validation["device/batches_per_sec"], validation["device/samples_per_sec"]));
    }

    [Fact]
    public void The_sanity_check_reads_no_clock_and_logs_nothing()
    {
        using var task = new ClockedTask();
        var monitor = new ThroughputMonitor<Tensor>(new() { WindowSteps = 1 }, _clock);
        int reads = _clock.Reads;
        int? atTrainStart = null;
        var first = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainStart")
                    atTrainStart ??= _clock.Reads;
            },
        };

        using FitRun<Tensor> run = new Trainer<Tensor>(EveryStep with { SanityValidationBatches = 2 }, [first, monitor], [_log]).Begin(
            task,
            Batches.Of(1),
            Batches.Of(2)
        );

        Assert.Equal(reads, atTrainStart);
        Assert.Equal(0, monitor.Read(Stage.Validate).Totals.Batches);
        run.Finish();
        Assert.Empty(_log.Records);
    }

    [Fact]
    public void Accumulation_logs_at_the_ends_of_cycles_only_the_short_last_one_included()
    {
        Fit(EveryStep with { Accumulate = 2, MaxEpochs = 2 }, WithAll(windowSteps: 2), Batches.Of(5, samples: 3));

        Assert.Equal(
            [
                (2.5, 2, 6, 12, 0, 0),
                (4.5, 4, 12, 24, 0, 1),
                (5.5, 5, 15, 30, 0, 2),
                (7.5, 7, 21, 42, 1, 3),
                (9.5, 9, 27, 54, 1, 4),
                (10.5, 10, 30, 60, 1, 5),
            ],
            _log.Of("train")
                .Select(record =>
                    (record["time"], record["batches"], record["samples"], record["lengths"], (double)record.Epoch, (double)record.Step)
                )
        );
        Assert.All(_log.Of("train").Skip(2), record => Assert.Equal((1.0, 3.0, 6.0, 10.0, 0.1), RatesOf(record)));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    public void A_log_inside_a_cycle_is_refused_before_training(int accumulate, int every)
    {
        var options = new TrainerOptions { Accumulate = accumulate, LogEvery = LogInterval.Batches(every) };

        IncompatibleLogIntervalException refusal = Assert.Throws<IncompatibleLogIntervalException>(() =>
            Fit(options, new(), Batches.Of(5))
        );

        Wording.Matches(refusal.Message, $"every {every}, accumulate {accumulate}");
        Assert.Empty(_log.Records);
    }

    [Fact]
    public void Each_accumulation_of_a_schedule_must_fit()
    {
        var schedule = new AccumulationSchedule(new Dictionary<int, int> { [0] = 2, [7] = 3 });

        IncompatibleLogIntervalException refusal = Assert.Throws<IncompatibleLogIntervalException>(() =>
            Fit(new() { Accumulate = schedule, LogEvery = LogInterval.Batches(4) }, new(), Batches.Of(5))
        );
        Assert.Equal(3, refusal.Accumulate);

        // Counted in optimizer steps, or at a multiple of both, it is sound.
        Fit(
            new()
            {
                Accumulate = schedule,
                LogEvery = LogInterval.Steps(4),
                MaxEpochs = 1,
            },
            new(),
            Batches.Of(5)
        );
        Fit(
            new()
            {
                Accumulate = schedule,
                LogEvery = LogInterval.Batches(6),
                MaxEpochs = 1,
            },
            new(),
            Batches.Of(5)
        );
    }

    [Theory]
    [InlineData(7, null, true)]
    [InlineData(8, null, false)]
    [InlineData(null, 4L, false)] // how many epochs that is depends on the data
    public void An_accumulation_that_is_never_reached_need_not_fit(int? maxEpochs, long? maxSteps, bool fits)
    {
        var options = new TrainerOptions
        {
            Accumulate = new AccumulationSchedule(new Dictionary<int, int> { [0] = 2, [7] = 3 }),
            LogEvery = LogInterval.Batches(4),
            MaxEpochs = maxEpochs,
            MaxSteps = maxSteps,
        };

        if (fits)
            Fit(options, new(), Batches.Of(4));
        else
            Assert.Throws<IncompatibleLogIntervalException>(() => Fit(options, new(), Batches.Of(4)));

        // A loop written by hand has no limit of epochs.
        Assert.Throws<IncompatibleLogIntervalException>(() => new HandLoop<Tensor>(new ThroughputMonitor<Tensor>(), options));
    }

    [Fact]
    public void The_monitors_own_interval_goes_before_the_trainers()
    {
        Fit(
            new()
            {
                Accumulate = 2,
                LogEvery = LogInterval.Batches(3),
                MaxEpochs = 1,
            },
            new() { LogEvery = LogInterval.Batches(4) },
            Batches.Of(8)
        );

        Assert.Equal([4, 8], _log.Of("train").Select(record => record["batches"]));
    }

    [Fact]
    public void Batches_of_different_sizes_count_as_what_they_hold()
    {
        Fit(EveryStep with { MaxEpochs = 1 }, new(), Batches.OfSizes(1, 3, 2, 1, 4));

        Assert.Equal([1, 4, 6, 7, 11], _log.Of("train").Select(record => record["samples"]));
    }

    [Fact]
    public void A_model_that_gives_no_flops_is_reported_once()
    {
        var notices = new List<string>();
        var options = new ThroughputMonitorOptions<Tensor> { FlopsOf = _ => null, Peak = PeakFlops.GivenByUser(100, FlopDtype.Float32) };

        Fit(EveryStep with { MaxEpochs = 2 }, options, Batches.Of(5), Batches.Of(3), notices);

        Assert.Single(notices, notice => notice.Contains("no FLOPs", StringComparison.Ordinal));
        Assert.All(_log.Records, record =>
            Assert.DoesNotContain(record.Values.Keys, name =>
                name.Contains("flops", StringComparison.Ordinal) || name.Contains("mfu", StringComparison.Ordinal)
            )
        );
        Assert.All(_log.Of("train"), record => Assert.True(record.Has("device/batches_per_sec")));
    }

    [Fact]
    public void Without_a_length_function_there_are_no_lengths_and_no_items()
    {
        Fit(
            EveryStep with
            {
                MaxSteps = 3,
            },
            new() { FlopsPerBatch = new PassFlops(11, 22), Peak = PeakFlops.GivenByUser(100, FlopDtype.Float32) },
            Batches.Of(3)
        );

        Assert.All(_log.Of("train"), record =>
        {
            Assert.DoesNotContain(record.Names, name =>
                name.Contains("lengths", StringComparison.Ordinal) || name.Contains("items", StringComparison.Ordinal)
            );
            Assert.True(record.Has("device/mfu"));
        });
    }

    private static (double, double, double, double, double) RatesOf(MetricKeeper.Logged record) =>
        (
            record["device/batches_per_sec"],
            record["device/samples_per_sec"],
            record["device/items_per_sec"],
            record["device/flops_per_sec"],
            record["device/mfu"]
        );

    private static ThroughputMonitorOptions<Tensor> WithAll(int windowSteps) =>
        new()
        {
            WindowSteps = windowSteps,
            ItemsOf = batch => 2 * batch.size(0),
            FlopsPerBatch = new PassFlops(4, 6),
            Peak = PeakFlops.GivenByUser(100, FlopDtype.Float32),
        };

    /// <summary>The first micro-batch takes 1.5 s, each further one 1 s; a step takes no time.</summary>
    private void Fit(
        TrainerOptions options,
        ThroughputMonitorOptions<Tensor> monitor,
        IEnumerable<Tensor> data,
        IEnumerable<Tensor>? validation = null,
        List<string>? notices = null
    )
    {
        using var task = new ClockedTask
        {
            Forward = () =>
            {
                _clock.Pass(_nextBatch);
                _nextBatch = 1;
            },
            Evaluation = () => _clock.Pass(1),
        };
        var trainer = new Trainer<Tensor>(options, [new ThroughputMonitor<Tensor>(monitor, _clock)], [_log]);
        trainer.Noticed += (_, notice) => notices?.Add(notice.Text);
        trainer.Fit(task, data, validation);
    }
}
