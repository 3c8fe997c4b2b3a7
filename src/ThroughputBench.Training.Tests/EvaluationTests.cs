using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class EvaluationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Evaluation_runs_in_evaluation_mode_without_gradients_and_restores_the_mode(bool training)
    {
        var task = new LinearTask();
        task.Module.train(training);

        long batches = new Trainer<Tensor>(new TrainerOptions()).Validate(task, TestBatches.Prepared(3));

        Assert.Equal(3, batches);
        Assert.False(task.WasTrainingInValidation);
        Assert.False(task.HadGradientsInValidation);
        Assert.Equal(training, task.Module.training);
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Validation_inside_training_restores_training_mode_and_the_place_in_the_epoch()
    {
        var task = new LinearTask();
        var stages = new HashSet<(string, Stage)>();
        var indices = new List<long>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                stages.Add((hook[..5], state.Stage));
                if (hook == "TrainBatchStart")
                    indices.Add(state.BatchIndex);
            },
        };

        new Trainer<Tensor>(new TrainerOptions { ValidateEveryBatches = 2, MaxEpochs = 1 }, [hooks]).Fit(
            task,
            TestBatches.Prepared(5),
            TestBatches.Prepared(3)
        );

        Assert.False(task.WasTrainingInValidation);
        Assert.True(task.Module.training);
        Assert.Equal([0, 1, 2, 3, 4], indices);
        Assert.Contains(("Evalu", Stage.Validate), stages);
        Assert.DoesNotContain(("Evalu", Stage.Train), stages);
        Assert.DoesNotContain(("Train", Stage.Validate), stages);
    }

    [Fact]
    public void The_sanity_check_says_so_and_looks_at_no_more_batches_than_asked()
    {
        int fetched = 0;
        Tensor[] prepared = TestBatches.Prepared(10);
        IEnumerable<Tensor> Data()
        {
            foreach (Tensor batch in prepared)
            {
                fetched++;
                yield return batch;
            }
        }

        var checks = new List<bool>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "EvaluationBatchEnd")
                    checks.Add(state.IsSanityCheck);
            },
        };
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions { SanityValidationBatches = 3 }, [hooks]).Begin(
            new LinearTask(),
            TestBatches.Prepared(1),
            Data()
        );

        Assert.Equal([true, true, true], checks);
        Assert.Equal(3, fetched);
        run.Advance(1);
        run.Advance(1);
        Assert.Equal([true, true, true, .. Enumerable.Repeat(false, 10)], checks);
    }

    [Fact]
    public void Training_is_the_same_bit_for_bit_with_validation_and_without()
    {
        var without = new LinearTask(momentum: 0.9);
        var with = new LinearTask(momentum: 0.9);
        var options = new TrainerOptions
        {
            Accumulate = 2,
            MaxEpochs = 3,
            ValidateEveryBatches = 3,
        };

        new Trainer<Tensor>(options).Fit(without, TestBatches.Prepared(5));
        new Trainer<Tensor>(options).Fit(with, TestBatches.Prepared(5), TestBatches.Prepared(2));

        Assert.Equal(without.Parameters(), with.Parameters());
    }

    [Fact]
    public void Each_kind_of_evaluation_names_its_stage()
    {
        var stages = new List<Stage>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "EvaluationStart")
                    stages.Add(state.Stage);
            },
        };
        var trainer = new Trainer<Tensor>(new TrainerOptions(), [hooks]);

        trainer.Validate(new LinearTask(), TestBatches.Prepared(1));
        trainer.Test(new LinearTask(), TestBatches.Prepared(1));
        trainer.Predict(new LinearTask(), TestBatches.Prepared(1));

        Assert.Equal([Stage.Validate, Stage.Test, Stage.Predict], stages);
    }

    [Fact]
    public void A_cancelled_evaluation_ends_after_the_batch_in_progress()
    {
        using var cancel = new CancellationTokenSource();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "EvaluationBatchStart" && state.BatchIndex == 1)
                    cancel.Cancel();
            },
        };

        Assert.Equal(2, new Trainer<Tensor>(new TrainerOptions(), [hooks]).Test(new LinearTask(), TestBatches.Prepared(5), cancel.Token));
    }

    [Fact]
    public void Predicting_with_a_task_that_does_not_is_refused_by_its_name()
    {
        NotSupportedException refused = Assert.Throws<NotSupportedException>(() =>
            new Trainer<Tensor>(new TrainerOptions()).Predict(new OnlyTrains(), TestBatches.Prepared(1))
        );

        Assert.Contains(nameof(OnlyTrains), refused.Message, StringComparison.Ordinal);
    }

    private sealed class OnlyTrains : TrainingTask<Tensor>
    {
        private readonly LinearTask _task = new();

        public override nn.Module Module => _task.Module;

        public override optim.Optimizer Optimizer => _task.Optimizer;

        public override Tensor TrainingStep(Tensor batch) => _task.TrainingStep(batch);
    }
}
