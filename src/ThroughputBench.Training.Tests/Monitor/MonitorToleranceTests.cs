using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>
/// For any problem that a monitor meets, the training continues. It sends one notice, and leaves unknown figures out until they are known.
/// </summary>
public sealed class MonitorToleranceTests : IDisposable
{
    private static readonly InvalidDataException Failure = new("no such column");

    private readonly Clock _clock = new();
    private readonly MetricKeeper _log = new();
    private readonly List<string> _notices = [];
    private readonly ClockedTask _task;

    public MonitorToleranceTests() => _task = new ClockedTask { Forward = () => _clock.Pass(1), Evaluation = () => _clock.Pass(1) };

    public void Dispose() => _task.Dispose();

    [Fact]
    public void An_empty_batch_is_counted_with_its_time_and_its_0_samples()
    {
        ThroughputMonitor<Tensor> monitor = Fit(new(), Batches.OfSizes(4, 0, 4));

        Assert.Equal((3L, 3L, 8L, 3.0), Totals(monitor));
        Assert.Equal([1.0, 2.0, 3.0], Values("batches"));
        Assert.Equal([4.0, 2.0, 8 / 3.0], Values("device/samples_per_sec"));
        Assert.Equal("A micro-batch holds no samples. It is counted all the same: its time, and 0 samples.", Assert.Single(_notices));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_batch_with_fewer_unmasked_tokens_than_samples_is_counted_with_them(long unmasked)
    {
        int asked = 0;
        ThroughputMonitor<Tensor> monitor = Fit(new() { ItemsOf = _ => ++asked is 2 or 3 ? unmasked : 12 }, Batches.Of(4, samples: 4));

        Assert.Equal((4L, 4L, 16L, 4.0), Totals(monitor));
        Assert.Equal(24 + 2 * unmasked, monitor.Save().Train.Items);
        Assert.Equal([12, 12 + unmasked, 12 + 2 * unmasked, 24 + 2 * unmasked], Values("lengths"));
        Assert.Equal((24 + 2 * unmasked) / 4.0, Values("device/items_per_sec")[^1]);
        Wording.Matches(Assert.Single(_notices), $"{unmasked} unmasked");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Samples_that_a_function_cannot_give_are_left_out_while_the_batch_lies_in_the_window(bool throws)
    {
        int asked = 0;
        ThroughputMonitor<Tensor> monitor = Fit(
            new()
            {
                WindowSteps = 2,
                SamplesOf = _ =>
                    ++asked is 2 or 3
                        ? throws
                            ? throw Failure
                            : -3
                        : 5,
            },
            Batches.Of(6)
        );

        Assert.Equal([5.0, double.NaN, double.NaN, double.NaN, 5.0, 5.0], Values("device/samples_per_sec"));
        Assert.Equal([5.0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN], Values("samples"));
        Assert.Equal([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], Values("device/batches_per_sec"));
        Assert.Equal((6L, 6L, 20L, 6.0), Totals(monitor));
        Wording.Matches(Assert.Single(_notices), throws ? "it throws" : "it is negative");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Items_that_a_function_cannot_give_are_left_out_while_the_batch_lies_in_the_window(bool throws)
    {
        int asked = 0;
        ThroughputMonitor<Tensor> monitor = Fit(
            new()
            {
                WindowSteps = 1,
                ItemsOf = _ =>
                    ++asked == 2
                        ? throws
                            ? throw Failure
                            : -1
                        : 7,
            },
            Batches.Of(3)
        );

        Assert.Equal([7.0, double.NaN, 7.0], Values("device/items_per_sec"));
        Assert.Equal([7.0, double.NaN, double.NaN], Values("lengths"));
        Assert.Null(monitor.Save().Train.Items);
        Assert.Single(_notices);
    }

    public static TheoryData<string, int[]> UnknownFlops =>
        new()
        {
            { "none", [1] },
            { "none", [2] },
            { "none", [1, 2, 3] },
            { "throws", [2] },
            { "negative", [2] },
            { "overflow", [1] },
        };

    [Theory]
    [MemberData(nameof(UnknownFlops))]
    public void Flops_that_are_not_known_of_some_batches_are_known_again_after_them(string what, int[] batches)
    {
        int asked = 0;
        PassFlops? FlopsOf(Tensor batch) =>
            !batches.Contains(++asked)
                ? new PassFlops(10, 20)
                : what switch
                {
                    "none" => null,
                    "throws" => throw Failure,
                    "negative" => new PassFlops(-100, 1),
                    _ => new PassFlops(long.MaxValue, 1),
                };

        ThroughputMonitor<Tensor> monitor = Fit(
            new()
            {
                WindowSteps = 1,
                FlopsOf = FlopsOf,
                Peak = PeakFlops.GivenByUser(300, FlopDtype.Float32),
            },
            Batches.Of(5)
        );

        double[] expected = [.. Enumerable.Range(1, 5).Select(batch => batches.Contains(batch) ? double.NaN : 30.0)];
        Assert.Equal(expected, Values("device/flops_per_sec"));
        Assert.Equal(expected.Select(value => value / 300), Values("device/mfu"));
        Assert.Null(monitor.Save().Train.Flops);
        Assert.Equal(2, _notices.Count); // of the peak, and of this
    }

    [Fact]
    public void An_mfu_above_one_is_impossible_and_is_left_out_with_one_notice()
    {
        var options = new ThroughputMonitorOptions<Tensor>
        {
            WindowSteps = 1,
            FlopsPerBatch = new PassFlops(10, 20),
            Peak = PeakFlops.GivenByUser(20, FlopDtype.Float32),
        };

        Fit(options, Batches.Of(5));

        Assert.All(Values("device/flops_per_sec"), rate => Assert.True(rate > 20));
        Assert.All(Values("device/mfu"), utilization => Assert.True(double.IsNaN(utilization)));
        Assert.Single(_notices, notice => notice.StartsWith("MFU would be 1.5, and more than 1 is impossible", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Flops_that_are_not_known_do_not_spoil_the_first_logs_shares(bool keepLedger)
    {
        IEnumerable<Tensor> Data()
        {
            for (int i = 0; i < 3; i++)
            {
                _clock.Pass(1);
                yield return ones(1, 1);
            }
        }

        Fit(
            new() { FlopsOf = _ => null, DataWait = true },
            Data(),
            new()
            {
                LogEvery = LogInterval.Steps(1),
                MaxEpochs = 1,
                KeepLedger = keepLedger,
            }
        );

        Assert.Equal([0.5, 0.5, 0.5], Values("data_wait_share"));
    }

    [Fact]
    public void A_total_that_would_not_fit_stays_and_is_left_out()
    {
        Fit(new() { WindowSteps = 1, SamplesOf = _ => long.MaxValue / 2 }, Batches.Of(4));

        Assert.Equal([false, false, true, true], Values("samples").Select(double.IsNaN));
        Wording.Matches(Assert.Single(_notices));
    }

    [Fact]
    public void A_lifetime_that_would_not_fit_ends_no_run_either()
    {
        var monitor = new ThroughputMonitor<Tensor>(null, _clock);
        monitor.Load(new ThroughputMonitorState(new ThroughputState(1, 1, 1, long.MaxValue - 2, null, null), default, default, default));

        Train(monitor, Batches.Of(3, samples: 4));
        Train(monitor, Batches.Of(3, samples: 4));

        Assert.Equal((7L, long.MaxValue), (monitor.Save().Train.Batches, monitor.Save().Train.Samples));
    }

    [Fact]
    public void A_clock_that_stands_still_has_no_rate_until_the_window_has_left_it()
    {
        Queue<double> seconds = new([1, 0, 0, 1, 1, 1]);
        using var task = new ClockedTask { Forward = () => _clock.Pass(seconds.Dequeue()) };

        Train(new ThroughputMonitor<Tensor>(new() { WindowSteps = 2, StepTimes = true }, _clock), Batches.Of(6), task: task);

        Assert.Equal([1.0, double.NaN, double.NaN, double.NaN, double.NaN, 1.0], Values("device/samples_per_sec"));
        Assert.Equal([1.0, double.NaN, double.NaN, double.NaN, double.NaN, 1.0], Values("device/step_time_max"));
        Assert.Equal([1.0, 2, 3, 4, 5, 6], Values("batches"));
        Wording.Matches(Assert.Single(_notices));
    }

    [Fact]
    public void A_clock_that_goes_back_has_no_rate_until_the_window_has_left_it()
    {
        var clock = new SteppingClock();
        Queue<long> ticks = new([10, 10, -1000, 10, 10, 10]);
        using var task = new ClockedTask { Forward = () => clock.Now += ticks.Dequeue() };

        Train(new ThroughputMonitor<Tensor>(new() { WindowSteps = 2, DataWait = true }, clock), Batches.Of(6), task: task);

        double rate = (double)clock.TimestampFrequency / 10;
        Assert.Equal([rate, rate, double.NaN, double.NaN, double.NaN, rate], Values("device/samples_per_sec"));
        Assert.Equal([false, false, true, true, true, true], Values("time").Select(double.IsNaN));
        Assert.True(double.IsNaN(Values("data_wait_share")[2]));
        Assert.Contains(_notices, notice => notice.StartsWith("The clock went back", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_clock_that_goes_back_in_a_pause_or_at_random_ends_no_training(bool keepLedger)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var clock = new SteppingClock { Changes = () => random.Next(4) == 0 ? -random.Next(1000) : random.Next(3) };
            using var task = new ClockedTask();
            var monitor = new ThroughputMonitor<Tensor>(
                new()
                {
                    WindowSteps = 3,
                    StepTimes = true,
                    DataWait = true,
                },
                clock
            );
            var options = new TrainerOptions
            {
                LogEvery = LogInterval.Steps(1),
                MaxEpochs = 3,
                Accumulate = 2,
                ValidateEveryBatches = 3,
                KeepLedger = keepLedger,
            };
            var trainer = new Trainer<Tensor>(options, [monitor], [_log], clock);
            trainer.Noticed += (_, _) => { };

            Assert.Equal(15, trainer.Fit(task, Batches.Of(5), Batches.Of(2)).Batches);

            Assert.Equal((15L, 9L), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps));
        }
        Assert.All(_log.Records, record =>
            Assert.All(record.Values, value =>
                Assert.True(value.Value >= 0 && double.IsFinite(value.Value), $"{value.Key} = {value.Value}")
            )
        );
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("test")]
    public void An_evaluation_continues_too(string stage)
    {
        int asked = 0;
        var monitor = new ThroughputMonitor<Tensor>(
            new()
            {
                WindowSteps = 1,
                SamplesOf = batch => ++asked == 2 ? throw Failure : batch.size(0),
                ItemsOf = _ => 0,
                FlopsOf = _ => null,
            },
            _clock
        );
        Trainer<Tensor> trainer = TrainerOf(monitor, new() { LogEvery = LogInterval.Steps(1) });

        Assert.Equal(3, stage == "test" ? trainer.Test(_task, Batches.Of(3)) : trainer.Validate(_task, Batches.Of(3)));

        Assert.Equal([1.0, double.NaN, 1.0], Values("device/samples_per_sec", stage));
        Assert.Equal([1.0, 2.0, 3.0], Values("batches", stage));
        Assert.Equal(3, _notices.Count);
    }

    [Fact]
    public void A_batch_without_a_tensor_says_what_is_missing_and_trains_on()
    {
        var notices = new List<string>();
        var monitor = new ThroughputMonitor<string>();
        using var task = new WordTask();
        var trainer = new Trainer<string>(new() { MaxEpochs = 1 }, [monitor]);
        trainer.Noticed += (_, notice) => notices.Add(notice.Text);

        Assert.Equal(2, trainer.Fit(task, ["some", "words"]).Steps);

        Wording.Matches(Assert.Single(notices));
        Assert.Equal(2, monitor.Training.Totals.Batches);
    }

    [Fact]
    public void A_reducer_that_fails_leaves_the_global_rates_out()
    {
        int asked = 0;
        Fit(
            new() { World = new World(2, own => ++asked == 2 ? throw Failure : own with { SamplesPerSecond = 2 * own.SamplesPerSecond }) },
            Batches.Of(3)
        );

        Assert.Equal([2.0, double.NaN, 2.0], Values("samples_per_sec"));
        Wording.Matches(Assert.Single(_notices));
    }

    [Fact]
    public void Global_rates_of_what_is_not_known_are_left_out()
    {
        int asked = 0;
        Fit(
            new()
            {
                WindowSteps = 1,
                World = new World(2),
                SamplesOf = _ => ++asked == 2 ? -1 : 1,
            },
            Batches.Of(3)
        );

        Assert.Equal([2.0, double.NaN, 2.0], Values("samples_per_sec"));
        Assert.Equal([2.0, 2.0, 2.0], Values("batches_per_sec"));
    }

    [Fact]
    public void What_could_not_be_counted_can_be_saved_and_loaded()
    {
        ThroughputMonitor<Tensor> monitor = Fit(new() { SamplesOf = _ => throw Failure }, Batches.Of(3));
        var next = new ThroughputMonitor<Tensor>(time: _clock);

        next.Load(monitor.Save());

        Assert.Equal((3L, 0L), (next.Save().Train.Batches, next.Save().Train.Samples));
    }

    private static (long, long, long, double) Totals(ThroughputMonitor<Tensor> monitor) =>
        (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps, monitor.Training.Totals.Samples, monitor.Training.Seconds);

    private double[] Values(string name, string stage = "train") =>
        [.. _log.Of(stage).Select(record => record.Values.GetValueOrDefault(name, double.NaN))];

    private ThroughputMonitor<Tensor> Fit(
        ThroughputMonitorOptions<Tensor> options,
        IEnumerable<Tensor> data,
        TrainerOptions? trainer = null
    )
    {
        var monitor = new ThroughputMonitor<Tensor>(options, _clock);
        Train(monitor, data, trainer);
        return monitor;
    }

    private void Train(
        ThroughputMonitor<Tensor> monitor,
        IEnumerable<Tensor> data,
        TrainerOptions? trainer = null,
        ClockedTask? task = null
    ) =>
        Assert.Equal(
            StopReason.MaxEpochs,
            TrainerOf(monitor, trainer ?? new() { LogEvery = LogInterval.Steps(1), MaxEpochs = 1 }).Fit(task ?? _task, data).Reason
        );

    private Trainer<Tensor> TrainerOf(ThroughputMonitor<Tensor> monitor, TrainerOptions options)
    {
        var trainer = new Trainer<Tensor>(options, [monitor], [_log], _clock);
        trainer.Noticed += (_, notice) => _notices.Add(notice.Text);
        return trainer;
    }

    /// <summary>A clock that can be set to any time.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        public long Now { get; set; } = 1_000_000;

        public Func<long>? Changes { get; init; }

        public override long GetTimestamp() => Now += Changes?.Invoke() ?? 0;
    }

    /// <summary>Trains on words.</summary>
    private sealed class WordTask : TrainingTask<string>, IDisposable
    {
        private readonly LinearOfOne _one = new();

        public override nn.Module Module => _one.Layer;

        public override optim.Optimizer Optimizer => _one.Optimizer;

        public override Tensor TrainingStep(string batch) => _one.Layer.call(ones(batch.Length, 1)).mean();

        public void Dispose() => _one.Dispose();
    }

    private sealed class LinearOfOne : IDisposable
    {
        public LinearOfOne() => Optimizer = optim.SGD(Layer.parameters(), 0.1);

        public TorchSharp.Modules.Linear Layer { get; } = nn.Linear(1, 1);

        public optim.Optimizer Optimizer { get; }

        public void Dispose()
        {
            Optimizer.Dispose();
            Layer.Dispose();
        }
    }
}
