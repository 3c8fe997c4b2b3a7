using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>An epoch whose data are exhausted counts and is validated, for any reason why training ends there.</summary>
public sealed class EpochEndTests
{
    public static TheoryData<TrainerOptions, int> Ends =>
        new()
        {
            {
                new TrainerOptions { MaxEpochs = 1 },
                8
            },
            {
                new TrainerOptions { MaxSteps = 8 },
                8
            },
            {
                new TrainerOptions { MaxSteps = 8, MaxEpochs = 1 },
                8
            },
            {
                new TrainerOptions { MaxSteps = 8, MaxBatchesPerEpoch = 8 },
                20
            },
            {
                new TrainerOptions { Accumulate = 4, MaxSteps = 2 },
                8
            },
            {
                new TrainerOptions { Accumulate = 4, MaxSteps = 3 },
                10
            },
            {
                new TrainerOptions
                {
                    Accumulate = 4,
                    MaxSteps = 3,
                    MaxEpochs = 1,
                },
                10
            },
            {
                new TrainerOptions
                {
                    Accumulate = 4,
                    MaxSteps = 3,
                    MaxBatchesPerEpoch = 10,
                },
                20
            },
            {
                new TrainerOptions { Accumulate = 20, MaxSteps = 1 },
                10
            },
        };

    [Theory]
    [MemberData(nameof(Ends))]
    public void When_training_ends_with_its_last_batch_the_epoch_counts_and_is_validated_once(TrainerOptions options, int batches)
    {
        Tensor[] data = TestBatches.Prepared(batches);
        foreach (IEnumerable<Tensor> source in (IEnumerable<Tensor>[])[data, new LazySource<Tensor>(data), data.Where(_ => true)])
        {
            var hooks = new HookRecorder();
            FitResult result = new Trainer<Tensor>(options with { SanityValidationBatches = 0 }, [hooks]).Fit(
                new LinearTask(),
                source,
                TestBatches.Prepared(1)
            );

            Assert.Equal((1, Math.Min(batches, options.MaxBatchesPerEpoch ?? batches)), (result.Epochs, result.Batches));
            Assert.Equal(options.MaxSteps is null ? StopReason.MaxEpochs : StopReason.MaxSteps, result.Reason);
            Assert.Equal(
                [
                    "TrainPause",
                    "EvaluationStart",
                    "EvaluationBatchStart",
                    "EvaluationBatchEnd",
                    "EvaluationEnd",
                    "TrainEpochEnd",
                    "TrainEnd",
                    "FitEnd",
                ],
                hooks.Calls.TakeLast(8)
            );
            Assert.Single(hooks.Calls, "EvaluationStart");
        }
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    public void When_training_ends_before_its_last_batch_it_does_neither(int accumulate, int steps)
    {
        Tensor[] data = TestBatches.Prepared(9);
        foreach (IEnumerable<Tensor> source in (IEnumerable<Tensor>[])[data, new LazySource<Tensor>(data)])
        {
            var hooks = new HookRecorder();
            var options = new TrainerOptions
            {
                Accumulate = accumulate,
                MaxSteps = steps,
                SanityValidationBatches = 0,
            };
            FitResult result = new Trainer<Tensor>(options, [hooks]).Fit(new LinearTask(), source, TestBatches.Prepared(1));

            Assert.Equal(new FitResult(accumulate * steps, steps, 0, StopReason.MaxSteps), result);
            Assert.DoesNotContain("EvaluationStart", hooks.Calls);
            Assert.Equal(["TrainPause", "TrainEpochEnd", "TrainEnd", "FitEnd"], hooks.Calls.TakeLast(4));
        }
    }

    [Fact]
    public void A_source_that_does_not_say_how_long_it_is_is_asked_once_more_at_the_last_step_and_one_that_does_is_not()
    {
        var lazy = new LazySource<Tensor>(TestBatches.Prepared(20));
        int asked = 0;
        IEnumerable<Tensor> known = TestBatches
            .Prepared(20)
            .Select(batch =>
            {
                asked++;
                return batch;
            });

        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 5 }).Fit(new LinearTask(), lazy);
        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 5 }).Fit(new LinearTask(), known);

        Assert.Equal((6, 5), (lazy.Asked, asked));
    }

    [Theory]
    [InlineData(1, 8, 8)]
    [InlineData(4, 2, 8)]
    [InlineData(4, 3, 10)]
    public void A_run_that_is_finished_at_an_epochs_end_has_ended_the_epoch(int accumulate, int cycles, int batches)
    {
        Tensor[] data = TestBatches.Prepared(batches);
        foreach (IEnumerable<Tensor> source in (IEnumerable<Tensor>[])[data, new LazySource<Tensor>(data)])
        {
            var hooks = new HookRecorder();
            using FitRun<Tensor> run = new Trainer<Tensor>(
                new TrainerOptions { Accumulate = accumulate, SanityValidationBatches = 0 },
                [hooks]
            ).Begin(new LinearTask(), source, TestBatches.Prepared(1));

            Assert.Equal(cycles, run.Advance(cycles));

            Assert.Equal(new FitResult(batches, cycles, 1, StopReason.NotEnded), run.Finish());
            Assert.Single(hooks.Calls, "EvaluationStart");
        }
    }

    [Fact]
    public void A_run_that_is_finished_right_after_a_validation_inside_the_epoch_has_ended_it_only_if_there_is_no_more()
    {
        foreach ((int batches, int epochs) in ((int, int)[])[(4, 1), (5, 0)])
        {
            using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions { ValidateEveryBatches = 4 }).Begin(
                new LinearTask(),
                new LazySource<Tensor>(TestBatches.Prepared(batches)),
                TestBatches.Prepared(1)
            );
            run.Advance(4);

            Assert.Equal(epochs, run.Finish().Epochs);
        }
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(4, 10)]
    public void An_epoch_at_whose_last_batch_training_is_cancelled_is_not_validated_and_does_not_count(int accumulate, int batches)
    {
        foreach (bool lazy in (bool[])[true, false])
        {
            using var cancel = new CancellationTokenSource();
            var hooks = new HookRecorder
            {
                At = (hook, state) =>
                {
                    if (hook == "TrainBatchEnd" && state.Batches == batches)
                        cancel.Cancel();
                },
            };
            Tensor[] data = TestBatches.Prepared(batches);
            var options = new TrainerOptions
            {
                Accumulate = accumulate,
                MaxEpochs = 1,
                SanityValidationBatches = 0,
            };

            FitResult result = new Trainer<Tensor>(options, [hooks]).Fit(
                new LinearTask(),
                lazy ? new LazySource<Tensor>(data) : data,
                TestBatches.Prepared(1),
                cancellation: cancel.Token
            );

            Assert.Equal((batches, 0, StopReason.Cancelled), (result.Batches, result.Epochs, result.Reason));
            Assert.DoesNotContain("EvaluationStart", hooks.Calls);
            Assert.Equal(["TrainPause", "TrainEpochEnd", "TrainEnd", "FitEnd"], hooks.Calls.TakeLast(4));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(8)]
    public void Cancelling_the_last_validation_says_so_and_the_epoch_counts(int? maxSteps)
    {
        using var cancel = new CancellationTokenSource();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "EvaluationBatchEnd" && state.BatchIndex == 1)
                    cancel.Cancel();
            },
        };
        var options = new TrainerOptions
        {
            MaxEpochs = 1,
            MaxSteps = maxSteps,
            SanityValidationBatches = 0,
        };

        FitResult result = new Trainer<Tensor>(options, [hooks]).Fit(
            new LinearTask(),
            TestBatches.Prepared(8),
            TestBatches.Prepared(5),
            cancellation: cancel.Token
        );

        Assert.Equal(new FitResult(8, 8, 1, StopReason.Cancelled), result);
        Assert.Equal(2, hooks.Calls.Count(call => call == "EvaluationBatchEnd"));
    }
}
