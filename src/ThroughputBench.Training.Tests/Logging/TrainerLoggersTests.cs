using ThroughputBench.Training.Logging;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>The lifetime of a trainer's loggers: that of the trainer, through all its runs.</summary>
public sealed class TrainerLoggersTests : IDisposable
{
    private static readonly MetricNames Names = new("stage");

    private readonly TemporaryFolder _folder = new();
    private readonly TinyTask _task = new();
    private readonly MemoryLogger _logger = new();
    private readonly List<LoggerFailedEventArgs> _failures = [];

    public void Dispose()
    {
        _task.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void One_trainer_fits_validates_tests_and_predicts_into_the_same_loggers()
    {
        using (Trainer<torch.Tensor> trainer = NewTrainer(_logger))
        {
            trainer.Fit(_task, TinyTask.Data(4));
            trainer.Validate(_task, TinyTask.Data(3));
            trainer.Test(_task, TinyTask.Data(2));
            trainer.Predict(_task, TinyTask.Data(1));
            trainer.Fit(_task, TinyTask.Data(1));
            Assert.Equal(0, _logger.Disposals);
        }

        Stage[] stages = [.. _logger.Records.Select(record => (Stage)record.Values[0])];
        Assert.Equal(
            [
                .. Enumerable.Repeat(Stage.Train, 4),
                .. Enumerable.Repeat(Stage.Validate, 3),
                .. Enumerable.Repeat(Stage.Test, 2),
                Stage.Predict,
                Stage.Train,
            ],
            stages
        );
        Assert.Equal(1, _logger.Disposals);
    }

    [Fact]
    public void Every_run_leaves_its_file_complete_even_if_the_trainer_is_never_disposed()
    {
        string path = _folder.File("metrics.jsonl");
        Trainer<torch.Tensor> trainer = NewTrainer(new JsonLinesLogger(path));

        trainer.Fit(_task, TinyTask.Data(4));
        Assert.Equal(4, LinesOf(path));
        trainer.Validate(_task, TinyTask.Data(3));
        Assert.Equal(7, LinesOf(path));
        using var cancelled = new CancellationTokenSource();
        trainer.Fit(
            _task,
            TinyTask
                .Data(9)
                .Select(
                    (batch, i) =>
                    {
                        if (i == 5)
                            cancelled.Cancel();
                        return batch;
                    }
                ),
            cancellation: cancelled.Token
        );
        Assert.Equal(13, LinesOf(path));
        Assert.Throws<InvalidDataException>(() =>
            trainer.Fit(_task, TinyTask.Data(9).Select((batch, i) => i < 5 ? batch : throw new InvalidDataException()))
        );
        Assert.Equal(18, LinesOf(path));
    }

    [Fact]
    public void The_same_logger_twice_in_a_trainer_is_refused() =>
        Wording.Matches(Assert.Throws<ArgumentException>(() => NewTrainer(_logger, _logger)).Message);

    [Fact]
    public void A_logger_that_another_trainers_run_is_writing_to_is_refused_until_that_run_is_over()
    {
        using Trainer<torch.Tensor> first = NewTrainer(_logger),
            second = NewTrainer(_logger);
        using (FitRun<torch.Tensor> run = first.Begin(_task, TinyTask.Data(4)))
        {
            Wording.Matches(Assert.Throws<InvalidOperationException>(() => second.Fit(_task, TinyTask.Data(1))).Message);
            run.Advance(4);
        }

        second.Fit(_task, TinyTask.Data(1));
        Assert.Equal(5, _logger.Records.Count);
    }

    [Fact]
    public void A_logger_that_failed_is_left_out_of_later_runs_and_reported_once()
    {
        var failing = new MemoryLogger { BeforeWrite = _ => throw new IOException("full") };
        using Trainer<torch.Tensor> trainer = NewTrainer(failing, _logger);

        trainer.Fit(_task, TinyTask.Data(2));
        trainer.Fit(_task, TinyTask.Data(2));

        Assert.Same(failing, Assert.Single(_failures).Logger);
        Assert.Equal((1, 4), (failing.Disposals, _logger.Records.Count));
    }

    [Fact]
    public void A_trainer_whose_only_logger_failed_trains_on_in_later_runs()
    {
        using Trainer<torch.Tensor> trainer = NewTrainer(new MemoryLogger { BeforeWrite = _ => throw new IOException("full") });

        Assert.Equal(2, trainer.Fit(_task, TinyTask.Data(2)).Batches);
        Assert.Equal(2, trainer.Fit(_task, TinyTask.Data(2)).Batches);
        Assert.Single(_failures);
    }

    [Fact]
    public void A_logger_that_cannot_be_closed_is_reported_and_the_others_are_closed()
    {
        var stuck = new StuckLogger();
        Trainer<torch.Tensor> trainer = NewTrainer(stuck, _logger);
        trainer.Fit(_task, TinyTask.Data(2));

        trainer.Dispose();
        trainer.Dispose();

        Assert.Equal((stuck, "cannot close"), (Assert.Single(_failures).Logger, _failures[0].Exception.Message));
        Assert.Equal((2, 1), (_logger.Records.Count, _logger.Disposals));
    }

    [Fact]
    public void A_trainer_that_is_disposed_while_a_run_is_in_progress_closes_its_loggers_when_the_run_ends()
    {
        Trainer<torch.Tensor> trainer = NewTrainer(_logger);
        using (FitRun<torch.Tensor> run = trainer.Begin(_task, TinyTask.Data(5)))
        {
            run.Advance(2);
            trainer.Dispose();
            run.Advance(3);
            Assert.Equal(0, _logger.Disposals);
        }

        Assert.Equal((5, 1), (_logger.Records.Count, _logger.Disposals));
    }

    [Fact]
    public void A_disposed_trainer_takes_no_run_and_says_why()
    {
        Trainer<torch.Tensor> trainer = NewTrainer(_logger);
        trainer.Dispose();

        Action[] runs =
        [
            () => trainer.Fit(_task, TinyTask.Data(1)),
            () => trainer.Validate(_task, TinyTask.Data(1)),
            () => trainer.Predict(_task, TinyTask.Data(1)),
        ];

        Assert.All(runs, run => Wording.Matches(Assert.Throws<ObjectDisposedException>(run).Message));
    }

    [Fact]
    public void Runs_that_overlap_write_from_one_thread_in_the_order_of_their_logs()
    {
        var logger = new ThreadKeeper();
        using Trainer<torch.Tensor> trainer = NewTrainer(logger);
        using FitRun<torch.Tensor> run = trainer.Begin(_task, TinyTask.Data(1000));

        run.Advance(500);
        trainer.Validate(_task, TinyTask.Data(3));
        Assert.Equal(503, logger.Stages.Count);
        run.Advance(500);
        run.Finish();

        Assert.Equal(
            [.. Enumerable.Repeat(Stage.Train, 500), .. Enumerable.Repeat(Stage.Validate, 3), .. Enumerable.Repeat(Stage.Train, 500)],
            logger.Stages
        );
        Assert.Single(logger.Threads);
    }

    private static int LinesOf(string path)
    {
        // The logger still has it open for writing.
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(character => character == '\n');
    }

    private Trainer<torch.Tensor> NewTrainer(params IMetricLogger[] loggers)
    {
        var trainer = new Trainer<torch.Tensor>(new TrainerOptions { MaxEpochs = 1 }, [new LogStage()], loggers);
        trainer.LoggerFailed += (_, failure) => _failures.Add(failure);
        return trainer;
    }

    /// <summary>Logs the stage with each batch.</summary>
    private sealed class LogStage : Callback<torch.Tensor>
    {
        public override void OnTrainBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor loss) =>
            state.Log(state.Batches, Names, [(double)state.Stage]);

        public override void OnEvaluationBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor output) =>
            state.Log(state.BatchIndex, Names, [(double)state.Stage]);
    }

    private sealed class StuckLogger : IMetricLogger
    {
        public void Write(in MetricRecord record) { }

        public void Flush() { }

        public void Dispose() => throw new IOException("cannot close");
    }

    private sealed class ThreadKeeper : IMetricLogger
    {
        public List<Stage> Stages { get; } = [];

        public HashSet<int> Threads { get; } = [];

        public void Write(in MetricRecord record)
        {
            Stages.Add((Stage)record.Values[0]);
            Threads.Add(Environment.CurrentManagedThreadId);
        }

        public void Flush() { }

        public void Dispose() { }
    }
}
