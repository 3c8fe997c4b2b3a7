using System.Diagnostics;
using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class LedgerTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Each_second_of_a_run_is_charged_to_what_it_was_spent_on()
    {
        using FitRun<Tensor> run = Begin(
            new()
            {
                KeepLedger = true,
                Accumulate = 2,
                MaxEpochs = 2,
                SanityValidationBatches = 0,
            },
            out ClockedTask task
        );
        using (task)
        {
            run.Advance(100);
            run.Finish();
        }
        TimeBreakdown spent = Assert.NotNull(run.ReadLedger());

        // Two epochs of 3 micro-batches (so 2 steps), each followed by a validation of 2 batches.
        Assert.Equal(2 * 3 * 1, spent.Seconds(TimePhase.DataWait));
        Assert.Equal(2 * 3 * 10, spent.Seconds(TimePhase.ForwardBackward));
        Assert.Equal(2 * 2 * 100, spent.Seconds(TimePhase.Optimizer));
        Assert.Equal(2 * 2 * 1_000, spent.Seconds(TimePhase.Validation));
        Assert.Equal((2 * 3 + 2 * 2 + 2) * 10_000, spent.Seconds(TimePhase.Callbacks)); // ends of micro-batches, steps' beginnings, ends of epochs
        Assert.Equal(1_000_000, spent.Seconds(TimePhase.Logging));
        Assert.Equal(0, spent.Seconds(TimePhase.Other));
    }

    [Fact]
    public void What_passes_between_two_advances_is_neither_training_nor_callbacks()
    {
        using FitRun<Tensor> run = Begin(new() { KeepLedger = true, SanityValidationBatches = 0 }, out ClockedTask task);
        using (task)
        {
            run.Advance(1);
            _clock.Pass(5);
            run.Advance(1);

            Assert.Equal(
                (5.0, 20.0),
                (run.ReadLedger()!.Value.Seconds(TimePhase.Other), run.ReadLedger()!.Value.Seconds(TimePhase.ForwardBackward))
            );
        }
    }

    [Fact]
    public void The_sanity_check_is_validations_time_and_the_ledger_stands_still_after_the_run()
    {
        FitRun<Tensor> run = Begin(new() { KeepLedger = true }, out ClockedTask task);
        using (task)
        {
            Assert.Equal(2_000, run.ReadLedger()!.Value.Seconds(TimePhase.Validation));
            run.Dispose();
            TimeBreakdown atEnd = run.ReadLedger()!.Value;
            _clock.Pass(77);

            Assert.Equal(atEnd, run.ReadLedger());
        }
    }

    [Fact]
    public void A_run_that_fails_has_a_ledger_too()
    {
        using var task = new ClockedTask
        {
            Forward = () =>
            {
                _clock.Pass(3);
                throw new InvalidDataException("bad");
            },
        };
        using FitRun<Tensor> run = new Trainer<Tensor>(new() { KeepLedger = true }, time: _clock).Begin(task, Batches.Of(1));

        Assert.Throws<InvalidDataException>(() => run.Advance(1));

        Assert.Equal((3.0, 3.0), (run.ReadLedger()!.Value.Seconds(TimePhase.ForwardBackward), run.ReadLedger()!.Value.TotalSeconds));
    }

    [Fact]
    public void By_default_there_is_none_and_its_clock_is_not_read()
    {
        using FitRun<Tensor> run = Begin(new(), out ClockedTask task, logs: false);
        using (task)
        {
            run.Advance(3);

            Assert.Null(run.ReadLedger());
            Assert.Equal(0, _clock.Reads);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void How_long_data_were_waited_for_is_known_without_a_ledger_too(bool keepLedger)
    {
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>(new() { DataWait = true }, _clock);
        using var task = new ClockedTask
        {
            Forward = () => _clock.Pass(6),
            OptimizerStep = () => _clock.Pass(1),
            Evaluation = () => _clock.Pass(40),
        };
        var options = new TrainerOptions
        {
            KeepLedger = keepLedger,
            Accumulate = 2,
            LogEvery = LogInterval.Steps(1),
            MaxEpochs = 2,
            SanityValidationBatches = 0,
        };

        new Trainer<Tensor>(options, [monitor], [log], _clock).Fit(task, Data(5, seconds: 3), Batches.Of(2));

        // Of a full cycle 6 s are waiting and 13 are work; of the epoch's last one, which is short, 3 and 7. Between the epochs is
        // validation, which takes 80 s.
        Assert.Equal(
            [6 / 19.0, 6 / 19.0, 3 / 10.0, 6 / 99.0, 6 / 19.0, 3 / 10.0],
            log.Of("train").Select(record => record["data_wait_share"])
        );
        Assert.Equal(keepLedger, log.Of("train")[0].Has("other_share"));
        Assert.All(log.Of("validate"), record => Assert.DoesNotContain("data_wait_share", record.Names));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_another_callback_does_at_the_end_of_a_batch_is_no_wait_for_data(bool monitorIsLast)
    {
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>(new() { DataWait = true }, _clock);
        var slow = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainBatchEnd")
                    _clock.Pass(5);
            },
        };
        using var task = new ClockedTask { Forward = () => _clock.Pass(6), OptimizerStep = () => _clock.Pass(1) };

        new Trainer<Tensor>(
            new() { LogEvery = LogInterval.Steps(4), MaxSteps = 8 },
            monitorIsLast ? [slow, monitor] : [monitor, slow],
            [log],
            _clock
        ).Fit(task, Data(8, seconds: 3));

        // Each step waits for 3 s and takes 15 with the callback's 5. The first log comes before the fourth of these if the monitor is
        // first.
        Assert.Equal([12 / (monitorIsLast ? 60.0 : 55.0), 12 / 60.0], log.Of("train").Select(record => record["data_wait_share"]));
    }

    [Theory]
    [InlineData(true, 3)] // the end of a step, and the beginning and the end of the wait: in between, the step's tensors are freed
    [InlineData(false, 1)]
    public void Between_logs_a_monitor_reads_the_clock_once_a_step_and_twice_more_to_know_the_wait_for_data(bool dataWait, int reads)
    {
        var monitor = new ThroughputMonitor<Tensor>(new() { DataWait = dataWait, LogEvery = LogInterval.Steps(1000) }, _clock);
        monitor.Logged += (_, _) => { };
        using var task = new ClockedTask { Forward = () => _clock.Pass(6) };
        using FitRun<Tensor> run = new Trainer<Tensor>(new(), [monitor], time: _clock).Begin(task, Data(20, seconds: 3));
        run.Advance(2);
        int before = _clock.Reads;

        run.Advance(10);

        Assert.Equal(10 * reads, _clock.Reads - before);
    }

    [Fact]
    public void Monitors_on_clocks_of_their_own_know_of_the_same_wait_for_data()
    {
        (MetricKeeper log, Clock other) = (new MetricKeeper(), new Clock());
        ThroughputMonitor<Tensor>[] monitors =
        [
            new(new() { DataWait = true }, _clock),
            new(new() { DataWait = true, Prefix = "other" }, other),
        ];
        using var task = new ClockedTask { Forward = () => Pass(6), OptimizerStep = () => Pass(1) };
        using FitRun<Tensor> run = new Trainer<Tensor>(
            new() { LogEvery = LogInterval.Steps(2), Accumulate = 2 },
            monitors,
            [log],
            _clock
        ).Begin(
            task,
            Batches
                .Of(20)
                .Select(batch =>
                {
                    Pass(3);
                    return batch;
                })
        );
        run.Advance(4);
        run.FlushLoggers();

        // Two cycles take 38 s, in which four micro-batches are waited for.
        Assert.Equal([12 / 38.0, 12 / 38.0], log.Of("train").Select(record => record["data_wait_share"]));
        Assert.Equal([12 / 38.0, 12 / 38.0], log.Of("other/train").Select(record => record["data_wait_share"]));

        void Pass(double seconds)
        {
            _clock.Pass(seconds);
            other.Pass(seconds);
        }
    }

    [Fact]
    public void The_monitor_logs_the_shares_since_its_last_log()
    {
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>(time: _clock);
        using var task = new ClockedTask
        {
            Forward = () => _clock.Pass(6),
            OptimizerStep = () => _clock.Pass(1),
            Evaluation = () => _clock.Pass(40),
        };
        var options = new TrainerOptions
        {
            KeepLedger = true,
            LogEvery = LogInterval.Steps(2),
            MaxEpochs = 1,
            ValidateEveryBatches = 2,
            SanityValidationBatches = 0,
        };

        new Trainer<Tensor>(options, [monitor], [log], _clock).Fit(task, Data(4, seconds: 3), Batches.Of(2));

        MetricKeeper.Logged[] records = [.. log.Of("train")];
        Assert.Equal(
            [(0.3, 0.6, 0.1, 0.0), (0.06, 0.12, 0.02, 0.8)],
            records.Select(record =>
                (record["data_wait_share"], record["forward_backward_share"], record["optimizer_share"], record["validation_share"])
            )
        );
        Assert.All(records, record =>
            Assert.Equal(
                1,
                record.Values.Where(value => value.Key.EndsWith("_share", StringComparison.Ordinal)).Sum(value => value.Value),
                1e-12
            )
        );
        Assert.All(log.Of("validate"), record =>
            Assert.DoesNotContain(record.Names, name => name.EndsWith("_share", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void The_phases_of_a_run_by_the_real_clock_sum_to_its_wall_clock_time()
    {
        using var task = new ClockedTask();
        var monitor = new ThroughputMonitor<Tensor>();
        var trainer = new Trainer<Tensor>(
            new()
            {
                KeepLedger = true,
                Accumulate = 2,
                LogEvery = LogInterval.Steps(1),
                MaxEpochs = 2,
            },
            [monitor],
            [new MetricKeeper()]
        );

        long outside = Stopwatch.GetTimestamp();
        FitRun<Tensor> run = trainer.Begin(task, Batches.Of(501), Batches.Of(50));
        long inside = Stopwatch.GetTimestamp();
        run.Advance(long.MaxValue);
        long insideEnd = Stopwatch.GetTimestamp();
        run.Finish();
        long outsideEnd = Stopwatch.GetTimestamp();

        // The run's beginning and end lie between the two pairs of timestamps.
        TimeBreakdown spent = Assert.NotNull(run.ReadLedger());
        Assert.InRange(spent.TotalTicks, insideEnd - inside, outsideEnd - outside);
        Assert.Equal(spent.TotalSeconds, Enum.GetValues<TimePhase>().Sum(spent.Seconds), 1e-9 * spent.TotalSeconds);
        Assert.All(
            [
                TimePhase.DataWait,
                TimePhase.ForwardBackward,
                TimePhase.Optimizer,
                TimePhase.Validation,
                TimePhase.Callbacks,
                TimePhase.Logging,
            ],
            phase => Assert.True(spent.Seconds(phase) > 0)
        );
    }

    /// <summary>
    /// A fetch takes 1 s, a forward pass 10, an optimizer step 100, a validation batch 1,000, a callback 10,000 and writing what the run's
    /// last hook logs 1,000,000.
    /// </summary>
    private FitRun<Tensor> Begin(TrainerOptions options, out ClockedTask task, bool logs = true)
    {
        task = new ClockedTask
        {
            Forward = () => _clock.Pass(10),
            OptimizerStep = () => _clock.Pass(100),
            Evaluation = () => _clock.Pass(1_000),
        };
        int readsAtLog = int.MaxValue;
        var slow = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook is "TrainBatchEnd" or "BeforeOptimizerStep" or "TrainEpochEnd")
                    _clock.Pass(10_000);
                if (hook != "FitEnd")
                    return;
                state.Log(0, new MetricNames("last"), [1]);
                Volatile.Write(ref readsAtLog, _clock.Reads);
            },
        };

        // The logging thread may be quick: it waits until the run has left the hook for its end, which the ledger reads the clock for.
        var slowLogger = new MetricKeeper
        {
            AtFlush = () =>
            {
                SpinWait.SpinUntil(() => _clock.Reads > Volatile.Read(ref readsAtLog));
                _clock.Pass(1_000_000);
            },
        };
        MetricKeeper[] loggers = logs ? [slowLogger] : [];
        return new Trainer<Tensor>(options, [slow], loggers, _clock).Begin(task, Data(3, seconds: 1), Batches.Of(2));
    }

    private IEnumerable<Tensor> Data(int batches, double seconds)
    {
        return Batches
            .Of(batches)
            .Select(batch =>
            {
                _clock.Pass(seconds);
                return batch;
            });
    }
}
