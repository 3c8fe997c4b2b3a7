using ThroughputBench.Training.Tests.Monitor;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>A trainer has one run at a time, and handles one call at a time.</summary>
public sealed class CallsInsideARunTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void A_second_run_of_a_trainer_is_refused_until_the_first_is_finished_or_disposed()
    {
        var trainer = new Trainer<Tensor>(new TrainerOptions { MaxSteps = 2 });
        using FitRun<Tensor> first = trainer.Begin(new LinearTask(), TestBatches.Prepared(5));

        AssertRefused("Begin", () => trainer.Begin(new LinearTask(), TestBatches.Prepared(5)));
        AssertRefused("Fit", () => trainer.Fit(new LinearTask(), TestBatches.Prepared(5)));

        Assert.Equal(2, first.Advance(5));
        first.Finish();
        using (FitRun<Tensor> next = trainer.Begin(new LinearTask(), TestBatches.Prepared(5)))
            next.Advance(1);
        Assert.Equal(2, trainer.Fit(new LinearTask(), TestBatches.Prepared(5)).Steps);

        static void AssertRefused(string call, Action second) =>
            Wording.Matches(Assert.Throws<InvalidOperationException>(second).Message, call);
    }

    [Theory]
    [InlineData("Advance")]
    [InlineData("AdvanceBatches")]
    [InlineData("Finish")]
    [InlineData("Dispose")]
    [InlineData("Begin")]
    [InlineData("Fit")]
    [InlineData("Validate")]
    [InlineData("Test")]
    [InlineData("Predict")]
    public void What_is_called_from_inside_a_callback_is_refused_by_its_name_and_training_can_continue(string call)
    {
        FitRun<Tensor>? run = null;
        Trainer<Tensor>? trainer = null;
        var refused = new List<string>();
        var task = new LinearTask(momentum: 0.9);
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook is "TrainBatchEnd" or "EvaluationEnd" or "TrainEpochEnd" or "FitEnd")
                    refused.Add(Assert.Throws<InvalidOperationException>(Inside).Message);
            },
        };
        trainer = new Trainer<Tensor>(
            new TrainerOptions
            {
                Accumulate = 2,
                MaxEpochs = 1,
                SanityValidationBatches = 0,
            },
            [hooks]
        );
        run = trainer.Begin(task, TestBatches.Prepared(3), TestBatches.Prepared(1));

        run.Advance(10);
        FitResult result = run.Finish();
        run.Dispose();

        Assert.Equal(new FitResult(3, 2, 1, StopReason.MaxEpochs), result);
        Assert.Equal(6, refused.Count);
        Assert.All(refused, message => Wording.Matches(message, call));
        var alone = new LinearTask(momentum: 0.9);
        new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 1 }).Fit(alone, TestBatches.Prepared(3));
        Assert.Equal(alone.Parameters(), task.Parameters());

        void Inside()
        {
            switch (call)
            {
                case "Advance":
                    run!.Advance(1);
                    break;
                case "AdvanceBatches":
                    run!.AdvanceBatches(1);
                    break;
                case "Finish":
                    run!.Finish();
                    break;
                case "Dispose":
                    run!.Dispose();
                    break;
                case "Begin":
                    trainer!.Begin(task, TestBatches.Prepared(1));
                    break;
                case "Fit":
                    trainer!.Fit(task, TestBatches.Prepared(1));
                    break;
                case "Validate":
                    trainer!.Validate(task, TestBatches.Prepared(1));
                    break;
                case "Test":
                    trainer!.Test(task, TestBatches.Prepared(1));
                    break;
                default:
                    trainer!.Predict(task, TestBatches.Prepared(1));
                    break;
            }
        }
    }

    [Theory]
    [InlineData(4)] // between two cycles
    [InlineData(3)] // inside a cycle
    [InlineData(0)] // before the first
    [InlineData(10)] // at an epoch's end
    public void What_is_evaluated_between_two_advances_is_not_trainings_time(int batchesBefore)
    {
        var monitor = new ThroughputMonitor<Tensor>(time: _clock);
        using var task = new ClockedTask
        {
            Forward = () => _clock.Pass(1),
            OptimizerStep = () => _clock.Pass(2),
            Evaluation = () => _clock.Pass(100),
        };
        var trainer = new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, SanityValidationBatches = 0 }, [monitor]);
        using FitRun<Tensor> run = trainer.Begin(task, Batches.Of(10, samples: 3));
        run.AdvanceBatches(batchesBefore);

        Assert.Equal(5, trainer.Validate(task, Batches.Of(5)));
        Assert.Equal(4, trainer.Test(task, Batches.Of(4)));
        run.AdvanceBatches(20 - batchesBefore);
        run.Finish();

        Assert.Equal((20, 10, 60), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps, monitor.Training.Totals.Samples));
        Assert.Equal(40, monitor.Training.Seconds);
        Assert.Equal(40, monitor.Training.Rates!.Value.Seconds);
        Assert.Equal((500, 400), (monitor.Read(Stage.Validate).Seconds, monitor.Read(Stage.Test).Seconds));
    }

    [Fact]
    public void An_evaluation_between_two_advances_that_fails_leaves_the_run_as_it_was()
    {
        var task = new LinearTask(momentum: 0.9);
        var hooks = new HookRecorder();
        var trainer = new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 1 }, [hooks]);
        using FitRun<Tensor> run = trainer.Begin(task, TestBatches.MadeOnTheFly(5));
        run.AdvanceBatches(3);

        Assert.ThrowsAny<Exception>(() => trainer.Validate(task, [ones(4, 2)]));

        Assert.NotNull(hooks.Exception);
        run.Advance(10);
        Assert.Equal(new FitResult(5, 3, 1, StopReason.MaxEpochs), run.Finish());
        var alone = new LinearTask(momentum: 0.9);
        new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 1 }).Fit(alone, TestBatches.MadeOnTheFly(5));
        Assert.Equal(alone.Parameters(), task.Parameters());
    }

    [Fact]
    public void A_refusal_that_a_callback_does_not_catch_ends_the_run_and_the_trainer_is_free_again()
    {
        Trainer<Tensor>? trainer = null;
        bool nested = true;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (nested && hook == "FitStart")
                    trainer!.Validate(new LinearTask(), TestBatches.Prepared(1));
            },
        };
        trainer = new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1 }, [hooks]);

        Assert.Throws<InvalidOperationException>(() => trainer.Fit(new LinearTask(), TestBatches.Prepared(1)));
        nested = false;

        Assert.Equal(1, trainer.Fit(new LinearTask(), TestBatches.Prepared(1)).Steps);
    }
}
