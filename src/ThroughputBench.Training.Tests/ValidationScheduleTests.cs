using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class ValidationScheduleTests
{
    [Fact]
    public void Validation_every_few_batches_waits_for_the_end_of_the_cycle() =>
        Assert.Equal(
            [3, 6, 9, 10],
            ValidatedAfter(
                new TrainerOptions
                {
                    Accumulate = 3,
                    ValidateEveryBatches = 2,
                    MaxEpochs = 1,
                }
            )
        );

    [Fact]
    public void Validation_every_few_batches_comes_at_each_multiple_if_the_cycles_allow_it() =>
        Assert.Equal(
            [4, 8, 12, 16, 20],
            ValidatedAfter(
                new TrainerOptions
                {
                    Accumulate = 2,
                    ValidateEveryBatches = 4,
                    MaxEpochs = 2,
                }
            )
        );

    [Fact]
    public void A_validation_that_is_due_at_the_last_step_is_not_left_out() =>
        Assert.Equal([4, 8], ValidatedAfter(new TrainerOptions { ValidateEveryBatches = 4, MaxSteps = 8 }));

    [Fact]
    public void Validation_comes_at_the_end_of_every_epoch_by_default() =>
        Assert.Equal([10, 20, 30], ValidatedAfter(new TrainerOptions { Accumulate = 4, MaxEpochs = 3 }));

    [Fact]
    public void Validation_comes_at_the_end_of_every_nth_epoch() =>
        Assert.Equal([20, 40], ValidatedAfter(new TrainerOptions { ValidateEveryEpochs = 2, MaxEpochs = 5 }));

    [Fact]
    public void Training_is_paused_around_every_validation_and_end_of_epoch_and_at_no_other_time()
    {
        var hooks = new HookRecorder();
        new Trainer<Tensor>(
            new TrainerOptions
            {
                ValidateEveryBatches = 2,
                MaxEpochs = 2,
                SanityValidationBatches = 0,
            },
            [hooks]
        ).Fit(new LinearTask(), TestBatches.Prepared(5), TestBatches.Prepared(1));

        string[] course =
        [
            .. hooks.Calls.Where(call =>
                call
                    is "TrainPause"
                        or "TrainResume"
                        or "TrainBatchStart"
                        or "EvaluationStart"
                        or "EvaluationEnd"
                        or "TrainEpochStart"
                        or "TrainEpochEnd"
            ),
        ];
        string[] validation = ["TrainPause", "EvaluationStart", "EvaluationEnd", "TrainResume"];
        Assert.Equal(
            [
                "TrainEpochStart",
                "TrainBatchStart",
                "TrainBatchStart",
                .. validation,
                "TrainBatchStart",
                "TrainBatchStart",
                .. validation,
                "TrainBatchStart",
                "TrainPause",
                "TrainEpochEnd",
                "TrainEpochStart",
                "TrainResume",
                "TrainBatchStart",
                .. validation,
                "TrainBatchStart",
                "TrainBatchStart",
                .. validation,
                "TrainBatchStart",
                "TrainBatchStart",
                .. validation,
                "TrainPause",
                "TrainEpochEnd",
            ],
            course
        );
    }

    private static List<long> ValidatedAfter(TrainerOptions options)
    {
        var batches = new List<long>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook != "EvaluationStart" || state.IsSanityCheck)
                    return;
                Assert.True(state.EndsCycle);
                batches.Add(state.Batches);
            },
        };
        new Trainer<Tensor>(options, [hooks]).Fit(new LinearTask(), TestBatches.Prepared(10), TestBatches.Prepared(1));
        return batches;
    }
}
