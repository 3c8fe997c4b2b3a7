using System.Text.Json;
using ThroughputBench.Training.Logging;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>What loggers may do to training: nothing. What a run's end, however it comes, may do to the logs: nothing.</summary>
public sealed class LoggerFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<LoggerFailedEventArgs> _failures = [];

    private string FilePath => _folder.File("metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void A_full_disk_is_reported_once_and_training_and_the_other_loggers_continue(int logsPerBatch)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a device that is always full.");
        var full = new JsonLinesLogger("/dev/full");
        FitResult result = Fit(100, logsPerBatch, full, new JsonLinesLogger(FilePath));

        Assert.Equal(100, result.Steps);
        LoggerFailedEventArgs failure = Assert.Single(_failures);
        Assert.Same(full, failure.Logger);
        Assert.Contains("No space left on device", failure.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Numbers(100 * logsPerBatch), StepsInFile());
    }

    [Fact]
    public void A_full_disk_is_reported_when_a_file_is_opened_that_begins_with_a_header()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a device that is always full.");
        var refused = Assert.Throws<IOException>(() => new CsvLogger("/dev/full"));
        Assert.Contains("/dev/full", refused.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("flush")]
    [InlineData("dispose")]
    public void A_logger_that_fails_in_the_middle_is_reported_once_and_training_and_the_other_loggers_continue(string where)
    {
        var dying = new DyingLogger(where, healthyWrites: 30);
        var before = new KeepingLogger();
        FitResult result = Fit(100, 1, before, dying, new JsonLinesLogger(FilePath));

        Assert.Equal(100, result.Steps);
        LoggerFailedEventArgs failure = Assert.Single(_failures);
        Assert.Same(dying, failure.Logger);
        Assert.Equal($"dead in {where}", failure.Exception.Message);
        Assert.Equal(Numbers(100), before.Steps);
        Assert.Equal(Numbers(100), StepsInFile());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_logger_that_hangs_holds_up_no_training_and_when_it_wakes_nothing_is_lost()
    {
        using var wake = new ManualResetEventSlim();
        var hanging = new HangingLogger(wake);
        var other = new JsonLinesLogger(FilePath);
        using var task = new TinyTask();
        using FitRun<torch.Tensor> run = NewTrainer(1, hanging, other)
            .Begin(task, TinyTask.Data(500), cancellation: TestContext.Current.CancellationToken);

        await Task.Run(() => run.Advance(10), TestContext.Current.CancellationToken);
        await Task.Run(hanging.Hangs.Wait, TestContext.Current.CancellationToken);
        Assert.Equal(490, await Task.Run(() => run.Advance(490), TestContext.Current.CancellationToken));
        Assert.Empty(hanging.Steps);
        wake.Set();
        run.Finish();

        Assert.Empty(_failures);
        Assert.Equal(Numbers(500), hanging.Steps);
        Assert.Equal(Numbers(500), StepsInFile());
    }

    [Fact]
    public void Of_100_000_logs_none_is_lost_or_out_of_order()
    {
        Fit(200, 500, new JsonLinesLogger(FilePath));
        long next = 0;
        foreach (string line in File.ReadLines(FilePath))
        {
            using JsonDocument record = JsonDocument.Parse(line);
            JsonElement metrics = record.RootElement.GetProperty("metrics");
            Assert.Equal(
                (next, next, next / 2.0),
                (
                    record.RootElement.GetProperty("step").GetInt64(),
                    metrics.GetProperty("train/number").GetDouble(),
                    metrics.GetProperty("train/half").GetDouble()
                )
            );
            next++;
        }
        Assert.Equal(100_000, next);
        Assert.Empty(_failures);
    }

    [Fact]
    public void Nothing_is_lost_when_training_throws()
    {
        int steps = 0;
        using var task = new TinyTask { BeforeStep = () => Assert.True(steps++ < 40, "the model broke") };
        var kept = new KeepingLogger();
        Assert.ThrowsAny<Exception>(() =>
            NewTrainer(3, new JsonLinesLogger(FilePath), kept)
                .Fit(task, TinyTask.Data(100), cancellation: TestContext.Current.CancellationToken)
        );
        Assert.Equal(Numbers(120), StepsInFile());
        Assert.Equal(Numbers(120), kept.Steps);
    }

    [Fact]
    public void Nothing_is_lost_when_training_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        int steps = 0;
        using var task = new TinyTask
        {
            BeforeStep = () =>
            {
                if (++steps == 40)
                    cancellation.Cancel();
            },
        };
        var kept = new KeepingLogger();
        FitResult result = NewTrainer(3, new JsonLinesLogger(FilePath), kept)
            .Fit(task, TinyTask.Data(100), cancellation: cancellation.Token);
        Assert.Equal((40, StopReason.Cancelled), (result.Batches, result.Reason));
        Assert.Equal(Numbers(120), StepsInFile());
        Assert.Equal(Numbers(120), kept.Steps);
    }

    [Fact]
    public void Nothing_is_lost_when_a_run_is_dropped_before_its_end()
    {
        using var task = new TinyTask();
        using (
            FitRun<torch.Tensor> run = NewTrainer(1, new JsonLinesLogger(FilePath))
                .Begin(task, TinyTask.Data(100), cancellation: TestContext.Current.CancellationToken)
        )
        {
            run.Advance(25);
        }

        Assert.Equal(Numbers(25), StepsInFile());
    }

    [Fact]
    public void A_logger_that_one_trainer_has_closed_is_reported_by_the_next_and_writes_nothing_into_the_file()
    {
        var logger = new JsonLinesLogger(FilePath);
        using var task = new TinyTask();
        using (Trainer<torch.Tensor> first = NewTrainer(1, logger))
            first.Fit(task, TinyTask.Data(10), cancellation: TestContext.Current.CancellationToken);
        using Trainer<torch.Tensor> second = NewTrainer(1, logger);
        second.Fit(task, TinyTask.Data(10), cancellation: TestContext.Current.CancellationToken);
        Wording.Matches(Assert.Single(_failures).Exception.Message.Replace(FilePath, "PATH", StringComparison.Ordinal));
        Assert.Equal(Numbers(10), StepsInFile());
    }

    private FitResult Fit(int batches, int logsPerBatch, params IMetricLogger[] loggers)
    {
        using var task = new TinyTask();
        using Trainer<torch.Tensor> trainer = NewTrainer(logsPerBatch, loggers);
        return trainer.Fit(task, TinyTask.Data(batches), cancellation: TestContext.Current.CancellationToken);
    }

    private Trainer<torch.Tensor> NewTrainer(int logsPerBatch, params IMetricLogger[] loggers)
    {
        var trainer = new Trainer<torch.Tensor>(new TrainerOptions { MaxEpochs = 1 }, [new LogEveryBatch(logsPerBatch)], loggers);
        trainer.LoggerFailed += (_, failure) => _failures.Add(failure);
        return trainer;
    }

    private static IEnumerable<long> Numbers(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    private IEnumerable<long> StepsInFile()
    {
        foreach (string line in File.ReadLines(FilePath))
        {
            using JsonDocument record = JsonDocument.Parse(line);
            yield return record.RootElement.GetProperty("step").GetInt64();
        }
    }

    /// <summary>Fails in one of its methods, in Write only after some healthy calls; in Dispose each time that it is called.</summary>
    private sealed class DyingLogger(string where, int healthyWrites) : IMetricLogger
    {
        private int _writes;

        public void Write(in MetricRecord record)
        {
            if (++_writes > healthyWrites)
                FailIn("write");
        }

        public void Flush() => FailIn("flush");

        public void Dispose() => FailIn("dispose");

        private void FailIn(string place)
        {
            if (place == where)
                throw new InvalidOperationException($"dead in {where}");
        }
    }

    /// <summary>Hangs in its first write until it is woken.</summary>
    private sealed class HangingLogger(ManualResetEventSlim wake) : IMetricLogger
    {
        public List<long> Steps { get; } = [];

        public ManualResetEventSlim Hangs { get; } = new();

        public void Write(in MetricRecord record)
        {
            Hangs.Set();
            wake.Wait();
            Steps.Add(record.Step);
        }

        public void Flush() { }

        public void Dispose() => Hangs.Dispose();
    }
}
