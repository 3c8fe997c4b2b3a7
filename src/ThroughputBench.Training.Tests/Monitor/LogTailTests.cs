using ThroughputBench.Monitoring;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>What was trained after the last log is logged when training ends.</summary>
public sealed class LogTailTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly MetricKeeper _log = new();
    private readonly ClockedTask _task;

    public LogTailTests() => _task = new ClockedTask { Forward = () => _clock.Pass(1) };

    public void Dispose() => _task.Dispose();

    [Fact]
    public void A_run_that_is_shorter_than_the_interval_is_logged_at_its_end()
    {
        Fit(new() { MaxSteps = 3, LogEvery = LogInterval.Batches(50) }, Batches.Of(10));

        MetricKeeper.Logged record = Assert.Single(_log.Records);
        Assert.Equal(
            (2L, 3.0, 3.0, 1.0),
            (record.Step, record["train/batches"], record["train/time"], record["train/device/batches_per_sec"])
        );
    }

    [Theory]
    [InlineData(4, new long[] { 1, 3 })]
    [InlineData(5, new long[] { 1, 3, 4 })]
    public void The_rest_after_the_last_log_comes_once_and_nothing_twice(int steps, long[] logged)
    {
        Fit(new() { MaxSteps = steps, LogEvery = LogInterval.Steps(2) }, Batches.Of(10));

        Assert.Equal(logged, _log.Records.Select(record => record.Step));
    }

    [Fact]
    public void A_run_without_a_step_is_not_logged()
    {
        Fit(new() { MaxEpochs = 1 }, []);

        Assert.Empty(_log.Records);
    }

    [Fact]
    public void The_short_last_cycle_of_an_epoch_is_in_it()
    {
        Fit(
            new()
            {
                MaxEpochs = 1,
                Accumulate = 4,
                LogEvery = LogInterval.Batches(8),
            },
            Batches.Of(10)
        );

        Assert.Equal([(1, 8.0), (2, 10.0)], _log.Records.Select(record => (record.Step, record["train/batches"])));
    }

    [Fact]
    public void The_last_log_has_the_epoch_that_was_trained()
    {
        Fit(new() { MaxEpochs = 2, LogEvery = LogInterval.Steps(4) }, Batches.Of(3));

        Assert.Equal([(3, 1), (5, 1)], _log.Records.Select(record => (record.Step, record.Epoch)));
    }

    [Fact]
    public void A_run_that_is_cancelled_in_an_epochs_first_cycle_is_logged_with_the_epoch_of_its_last_step()
    {
        using var cancellation = new CancellationTokenSource();
        var canceller = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainBatchEnd" && state.Batches == 5)
                    cancellation.Cancel();
            },
        };

        new Trainer<Tensor>(new() { Accumulate = 2 }, [new ThroughputMonitor<Tensor>(time: _clock), canceller], [_log]).Fit(
            _task,
            Batches.Of(4),
            cancellation: cancellation.Token
        );

        Assert.Equal([(1, 0)], _log.Records.Select(record => (record.Step, record.Epoch)));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(1, 0)]
    public void A_run_that_is_cancelled_is_logged_as_of_its_last_end_of_a_cycle(int batches, int logs)
    {
        using var cancellation = new CancellationTokenSource();
        var monitor = new ThroughputMonitor<Tensor>(new() { LogEvery = LogInterval.Batches(8) }, _clock);
        long? batchesOfEvent = null;
        monitor.Logged += (_, snapshot) => batchesOfEvent = snapshot.Totals.Batches;
        var canceller = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook.StartsWith("TrainBatchEnd", StringComparison.Ordinal) && state.Batches == batches)
                    cancellation.Cancel();
            },
        };

        FitResult result = new Trainer<Tensor>(new() { Accumulate = 4 }, [monitor, canceller], [_log]).Fit(
            _task,
            Batches.Of(100),
            cancellation: cancellation.Token
        );

        Assert.Equal(StopReason.Cancelled, result.Reason);
        Assert.Equal(logs, _log.Records.Count);
        if (logs == 0)
            return;
        Assert.Equal(
            (0L, 4.0, 4.0, 4.0),
            (_log.Records[0].Step, _log.Records[0]["train/batches"], _log.Records[0]["train/time"], _log.Records[0]["train/samples"])
        );
        Assert.Equal(4, batchesOfEvent);
    }

    [Fact]
    public void A_run_that_is_cancelled_right_after_a_log_is_not_logged_again()
    {
        using var cancellation = new CancellationTokenSource();
        var canceller = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainBatchEnd" && state.Batches == 9)
                    cancellation.Cancel();
            },
        };

        new Trainer<Tensor>(
            new() { Accumulate = 4, LogEvery = LogInterval.Batches(8) },
            [new ThroughputMonitor<Tensor>(time: _clock), canceller],
            [_log]
        ).Fit(_task, Batches.Of(100), cancellation: cancellation.Token);

        Assert.Equal([(1, 8.0)], _log.Records.Select(record => (record.Step, record["train/batches"])));
    }

    private void Fit(TrainerOptions options, IEnumerable<Tensor> data) =>
        new Trainer<Tensor>(options, [new ThroughputMonitor<Tensor>(time: _clock)], [_log]).Fit(_task, data);
}
