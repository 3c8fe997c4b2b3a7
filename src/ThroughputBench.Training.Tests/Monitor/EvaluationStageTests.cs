using ThroughputBench.Monitoring;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class EvaluationStageTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly MetricKeeper _log = new();
    private readonly ClockedTask _task;

    public EvaluationStageTests() => _task = new ClockedTask { Forward = () => _clock.Pass(1), Evaluation = () => _clock.Pass(0.5) };

    public static TheoryData<Stage> Evaluations => [Stage.Validate, Stage.Test, Stage.Predict];

    public void Dispose() => _task.Dispose();

    [Theory]
    [MemberData(nameof(Evaluations))]
    public void Two_passes_of_six_batches_log_every_third_batch_and_no_step_twice(Stage stage)
    {
        Trainer<Tensor> trainer = TrainerWith(
            new()
            {
                SamplesOf = _ => 3,
                WindowSteps = 2,
                FlopsPerBatch = new PassFlops(10, 20),
            },
            every: 3
        );

        Evaluate(trainer, stage, batches: 6);
        Evaluate(trainer, stage, batches: 6);

        IReadOnlyList<MetricKeeper.Logged> records = _log.Of(NameOf(stage));
        Assert.Equal([3, 6, 9, 12], records.Select(record => record.Step));

        // Lightning's totals continue in the second pass while its time starts at 0 again; each of our passes begins at 0.
        Assert.Equal(
            [(1.5, 3, 9), (3, 6, 18), (1.5, 3, 9), (3, 6, 18)],
            records.Select(record => (record["time"], record["batches"], record["samples"]))
        );
        Assert.All(records, record =>
            Assert.Equal(
                (2.0, 6.0, 20.0),
                (record["device/batches_per_sec"], record["device/samples_per_sec"], record["device/flops_per_sec"])
            )
        );
    }

    [Theory]
    [MemberData(nameof(Evaluations))]
    public void A_pass_shorter_than_window_and_interval_is_logged_with_its_rates_at_its_end(Stage stage)
    {
        Evaluate(TrainerWith(new() { WindowSteps = 100 }, every: 50), stage, batches: 4);

        MetricKeeper.Logged record = Assert.Single(_log.Of(NameOf(stage)));
        Assert.Equal(
            (4L, 4.0, 2.0, 2.0, 4.0, 1.0),
            (
                record.Step,
                record["batches"],
                record["time"],
                record["device/batches_per_sec"],
                record["window_steps"],
                record["window_partial"]
            )
        );
    }

    [Fact]
    public void A_pass_whose_end_was_logged_is_not_logged_again_and_one_without_batches_not_at_all()
    {
        Trainer<Tensor> trainer = TrainerWith(new(), every: 2);

        trainer.Validate(_task, Batches.Of(5));
        trainer.Validate(_task, Batches.Of(0));

        Assert.Equal([2, 4, 5], _log.Of("validate").Select(record => record["batches"]));
    }

    [Fact]
    public void Evaluation_has_no_warm_up()
    {
        TrainerWith(new() { WarmupSteps = 10 }, every: 1).Test(_task, Batches.Of(2));

        Assert.All(_log.Of("test"), record => Assert.Equal(2.0, record["device/batches_per_sec"]));
    }

    [Fact]
    public void The_tail_of_a_validation_is_not_trainings_time()
    {
        // Lightning charged such a tail to training: with W = 2, 10 s of it dropped a rate from 4.0 to 0.36.
        var tail = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook is "EvaluationEnd" or "TrainEpochEnd" || (hook == "TrainEpochStart" && state.Epoch > 0))
                    _clock.Pass(10);
            },
        };
        var monitor = new ThroughputMonitor<Tensor>(new() { WindowSteps = 2 }, _clock);
        var options = new TrainerOptions
        {
            LogEvery = LogInterval.Steps(1),
            MaxEpochs = 3,
            ValidateEveryBatches = 2,
        };

        new Trainer<Tensor>(options, [tail, monitor], [_log]).Fit(_task, Batches.Of(4, samples: 4), Batches.Of(3));

        Assert.Equal(
            Enumerable.Range(1, 12).Select(batch => ((double)batch, 4.0)),
            _log.Of("train").Select(record => (record["time"], record["device/samples_per_sec"]))
        );
        Assert.Equal(
            Enumerable.Range(0, 18).Select(batch => (0.5 * (1 + batch % 3), 2.0)),
            _log.Of("validate").Select(record => (record["time"], record["device/batches_per_sec"]))
        );
    }

    [Fact]
    public void Training_and_evaluation_take_their_own_flops_of_a_batch()
    {
        var options = new ThroughputMonitorOptions<Tensor> { FlopsOf = batch => new PassFlops(10, 20) * batch.size(0) };
        var trainer = new Trainer<Tensor>(
            new() { LogEvery = LogInterval.Steps(1), MaxEpochs = 1 },
            [new ThroughputMonitor<Tensor>(options, _clock)],
            [_log]
        );

        trainer.Fit(_task, Batches.OfSizes(2), Batches.OfSizes(3));

        Assert.Equal(60, _log.Of("train")[0]["device/flops_per_sec"]);
        Assert.Equal(60, _log.Of("validate")[0]["device/flops_per_sec"]);
    }

    private static string NameOf(Stage stage) => stage.ToString().ToLowerInvariant();

    private Trainer<Tensor> TrainerWith(ThroughputMonitorOptions<Tensor> options, int every) =>
        new(new() { LogEvery = LogInterval.Batches(every) }, [new ThroughputMonitor<Tensor>(options, _clock)], [_log]);

    private void Evaluate(Trainer<Tensor> trainer, Stage stage, int batches)
    {
        Func<TrainingTask<Tensor>, IEnumerable<Tensor>, CancellationToken, long> pass = stage switch
        {
            Stage.Validate => trainer.Validate,
            Stage.Test => trainer.Test,
            _ => trainer.Predict,
        };
        Assert.Equal(batches, pass(_task, Batches.Of(batches), CancellationToken.None));
    }
}
