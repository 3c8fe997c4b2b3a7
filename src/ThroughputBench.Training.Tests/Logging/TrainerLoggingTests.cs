using ThroughputBench.Training.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Logging;

public sealed class TrainerLoggingTests
{
    private static readonly MetricNames Names = new("loss");

    [Fact]
    public void What_a_callback_logs_reaches_the_loggers_by_the_end_of_the_run()
    {
        var logger = new MemoryLogger();

        new Trainer<Tensor>(new TrainerOptions { MaxEpochs = 2 }, [LogsEachStep()], [logger]).Fit(
            new LinearTask(),
            TestBatches.Prepared(3)
        );

        Assert.Equal([(1, 0), (2, 0), (3, 0), (4, 1), (5, 1), (6, 1)], logger.Records.Select(record => (record.Step, record.Epoch)));
    }

    [Fact]
    public void A_run_in_progress_can_be_asked_to_show_what_it_has_logged()
    {
        var logger = new MemoryLogger();
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions(), [LogsEachStep()], [logger]).Begin(
            new LinearTask(),
            TestBatches.Prepared(10)
        );

        run.Advance(4);
        run.FlushLoggers();

        Assert.Equal(4, logger.Records.Count);
        Assert.Equal(0, logger.Disposals);
    }

    [Fact]
    public void A_cancelled_run_and_a_run_that_is_dropped_lose_nothing()
    {
        var cancelled = new MemoryLogger();
        using var cancel = new CancellationTokenSource();
        HookRecorder logs = LogsEachStep(then: state =>
        {
            if (state.Steps == 5)
                cancel.Cancel();
        });
        new Trainer<Tensor>(new TrainerOptions(), [logs], [cancelled]).Fit(
            new LinearTask(),
            TestBatches.Prepared(10),
            cancellation: cancel.Token
        );

        var dropped = new MemoryLogger();
        FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions(), [LogsEachStep()], [dropped]).Begin(
            new LinearTask(),
            TestBatches.Prepared(10)
        );
        run.Advance(5);
        run.Dispose();

        Assert.Equal(5, cancelled.Records.Count);
        Assert.Equal(5, dropped.Records.Count);
    }

    [Fact]
    public void A_failed_logger_raises_the_trainers_event_and_training_continues()
    {
        var failing = new MemoryLogger { BeforeWrite = _ => throw new IOException("full") };
        var trainer = new Trainer<Tensor>(new TrainerOptions { MaxSteps = 5 }, [LogsEachStep()], [failing]);
        var failures = new List<LoggerFailedEventArgs>();
        trainer.LoggerFailed += (_, failure) => failures.Add(failure);

        Assert.Equal(StopReason.MaxSteps, trainer.Fit(new LinearTask(), TestBatches.Prepared(10)).Reason);

        LoggerFailedEventArgs failure = Assert.Single(failures);
        Assert.Same(failing, failure.Logger);
        Assert.Equal("full", failure.Exception.Message);
    }

    [Fact]
    public void Without_loggers_nothing_listens_and_logging_does_nothing()
    {
        bool? listened = null;

        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1 }, [LogsEachStep(then: state => listened = state.HasLoggers)]).Fit(
            new LinearTask(),
            TestBatches.Prepared(1)
        );

        Assert.False(listened);
    }

    [Fact]
    public void Names_that_are_missing_empty_or_repeated_are_refused()
    {
        Wording.Matches(Assert.Throws<ArgumentException>(() => new MetricNames()).Message, "missing");
        Wording.Matches(Assert.Throws<ArgumentException>(() => new MetricNames("a", " ")).Message, "empty");
        Wording.Matches(Assert.Throws<ArgumentException>(() => new MetricNames("a", "b", "a")).Message, "repeated");
    }

    private static HookRecorder LogsEachStep(Action<TrainerState>? then = null) =>
        new()
        {
            At = (hook, state) =>
            {
                if (hook != "TrainBatchEnd")
                    return;
                state.Log(state.Steps, Names, [state.Steps * 0.25]);
                then?.Invoke(state);
            },
        };
}
