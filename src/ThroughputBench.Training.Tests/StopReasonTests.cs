using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class StopReasonTests
{
    [Fact]
    public void Training_ends_at_the_largest_number_of_steps_in_the_middle_of_an_epoch() =>
        Assert.Equal(
            new FitResult(Batches: 14, Steps: 7, Epochs: 1, StopReason.MaxSteps),
            Fit(new TrainerOptions { Accumulate = 2, MaxSteps = 7 })
        );

    [Fact]
    public void Training_ends_after_the_largest_number_of_epochs() =>
        Assert.Equal(
            new FitResult(Batches: 30, Steps: 15, Epochs: 3, StopReason.MaxEpochs),
            Fit(new TrainerOptions { Accumulate = 2, MaxEpochs = 3 })
        );

    [Fact]
    public void Whichever_limit_comes_first_ends_training()
    {
        Assert.Equal(StopReason.MaxEpochs, Fit(new TrainerOptions { MaxSteps = 11, MaxEpochs = 1 }).Reason);
        Assert.Equal(StopReason.MaxSteps, Fit(new TrainerOptions { MaxSteps = 9, MaxEpochs = 1 }).Reason);
    }

    [Fact]
    public void Without_any_limit_training_ends_after_a_thousand_epochs() =>
        Assert.Equal(new FitResult(1000, 1000, 1000, StopReason.MaxEpochs), Fit(new TrainerOptions(), TestBatches.Prepared(1)));

    [Fact]
    public void An_epoch_ends_early_if_its_batches_are_limited_and_its_last_cycle_still_steps()
    {
        int taken = 0;
        Tensor[] prepared = TestBatches.Prepared(10);
        IEnumerable<Tensor> Counted()
        {
            foreach (Tensor batch in prepared)
            {
                taken++;
                yield return batch;
            }
        }

        Assert.Equal(
            new FitResult(Batches: 10, Steps: 6, Epochs: 2, StopReason.MaxEpochs),
            Fit(
                new TrainerOptions
                {
                    Accumulate = 2,
                    MaxBatchesPerEpoch = 5,
                    MaxEpochs = 2,
                },
                Counted()
            )
        );
        Assert.Equal(10, taken);
    }

    [Fact]
    public void A_data_source_without_a_batch_ends_training_instead_of_turning_forever() =>
        Assert.Equal(new FitResult(0, 0, 0, StopReason.NoData), Fit(new TrainerOptions(), []));

    [Fact]
    public void A_data_source_that_runs_dry_after_an_epoch_ends_training()
    {
        IEnumerator<Tensor> once = TestBatches.MadeOnTheFly(3).GetEnumerator();
        IEnumerable<Tensor> Rest()
        {
            while (once.MoveNext())
                yield return once.Current;
        }

        Assert.Equal(new FitResult(3, 3, 1, StopReason.NoData), Fit(new TrainerOptions { MaxEpochs = 5 }, Rest()));
    }

    [Fact]
    public void Cancellation_in_the_middle_of_a_cycle_ends_after_the_micro_batch_without_a_step()
    {
        using var cancel = new CancellationTokenSource();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "AfterBackward" && state.Batches == 5)
                    cancel.Cancel();
            },
        };
        var task = new LinearTask();
        var reference = new LinearTask();

        FitResult result = new Trainer<Tensor>(new TrainerOptions { Accumulate = 4, MaxEpochs = 1 }, [hooks]).Fit(
            task,
            TestBatches.Prepared(10),
            cancellation: cancel.Token
        );
        new Trainer<Tensor>(new TrainerOptions { Accumulate = 4, MaxSteps = 1 }).Fit(reference, TestBatches.Prepared(10));

        Assert.Equal(new FitResult(Batches: 6, Steps: 1, Epochs: 0, StopReason.Cancelled), result);
        Assert.Equal(["TrainBatchEnd", "TrainPause", "TrainEpochEnd", "TrainEnd", "FitEnd"], hooks.Calls.TakeLast(5));
        Assert.Equal(reference.Parameters(), task.Parameters());
    }

    [Fact]
    public void Cancellation_between_cycles_ends_before_the_next_batch_is_fetched()
    {
        using var cancel = new CancellationTokenSource();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainBatchEnd" && state.Steps == 2)
                    cancel.Cancel();
            },
        };

        FitResult result = new Trainer<Tensor>(new TrainerOptions { Accumulate = 2 }, [hooks]).Fit(
            new LinearTask(),
            TestBatches.Prepared(10),
            cancellation: cancel.Token
        );

        Assert.Equal(new FitResult(Batches: 4, Steps: 2, Epochs: 0, StopReason.Cancelled), result);
    }

    [Fact]
    public void Cancellation_before_training_trains_nothing_and_still_ends_with_the_last_hooks()
    {
        var hooks = new HookRecorder();

        FitResult result = new Trainer<Tensor>(new TrainerOptions(), [hooks]).Fit(
            new LinearTask(),
            TestBatches.Prepared(10),
            cancellation: new CancellationToken(canceled: true)
        );

        Assert.Equal(new FitResult(0, 0, 0, StopReason.Cancelled), result);
        Assert.Equal(["TrainEnd", "FitEnd"], hooks.Calls.TakeLast(2));
    }

    private static FitResult Fit(TrainerOptions options, IEnumerable<Tensor>? data = null) =>
        new Trainer<Tensor>(options).Fit(new LinearTask(), data ?? TestBatches.Prepared(10));
}
