using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class StopRequestTests
{
    [Theory]
    [InlineData("TrainBatchEnd", 2, 1, 0)] // within the first cycle, which ends
    [InlineData("AfterOptimizerStep", 2, 1, 0)]
    [InlineData("EvaluationEnd", 6, 3, 1)] // at the validation at an epoch's end, which counts
    [InlineData("TrainEpochEnd", 6, 3, 1)]
    [InlineData("TrainStart", 0, 0, 0)]
    public void A_request_ends_training_at_the_end_of_a_cycle(string hook, long batches, long steps, int epochs)
    {
        var stop = new HookRecorder
        {
            At = (at, state) =>
            {
                if (at == hook && !state.IsSanityCheck)
                    state.RequestStop("the loss is low enough");
            },
        };
        var trainer = new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 9 }, [stop]);

        FitResult result = trainer.Fit(new LinearTask(), TestBatches.Prepared(6), TestBatches.Prepared(1));

        Assert.Equal(new FitResult(batches, steps, epochs, StopReason.Requested, "the loss is low enough"), result);
        Assert.Equal(["TrainEnd", "FitEnd"], stop.Calls.TakeLast(2));
    }

    [Fact]
    public void A_limit_that_is_reached_at_the_same_time_is_the_reason()
    {
        var trainer = new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1, SanityValidationBatches = 0 }, [new AtStep(1)]);

        FitResult result = trainer.Fit(new LinearTask(), TestBatches.Prepared(6));

        Assert.Equal((StopReason.MaxSteps, null), (result.Reason, result.StopRequest));
    }

    [Theory]
    [InlineData(2, 0)] // while the last batch is fetched, which is then not trained: the epoch does not count
    [InlineData(3, 1)] // while it shows that there is no more
    public void A_request_while_the_next_batch_is_fetched_ends_training_and_asks_for_no_more(int request, int epochs)
    {
        TrainerState? seen = null;
        var hooks = new HookRecorder { At = (_, state) => seen = state };
        int asked = 0;
        Tensor[] batches = TestBatches.Prepared(2);
        IEnumerable<Tensor> Source()
        {
            foreach (Tensor batch in batches)
            {
                Ask();
                yield return batch;
            }
            Ask();
        }

        void Ask()
        {
            if (++asked == request)
                seen!.RequestStop("enough");
        }

        FitResult result = new Trainer<Tensor>(new TrainerOptions { MaxEpochs = 3 }, [hooks]).Fit(new LinearTask(), Source());

        Assert.Equal(new FitResult(request - 1, request - 1, epochs, StopReason.Requested, "enough"), result);
        Assert.Equal(request, asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_epoch_whose_data_are_exhausted_counts_though_the_request_comes_between_two_advances(bool lengthIsKnown)
    {
        TrainerState? seen = null;
        var hooks = new HookRecorder { At = (_, state) => seen = state };
        Tensor[] batches = TestBatches.Prepared(2);
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions { MaxEpochs = 3 }, [hooks]).Begin(
            new LinearTask(),
            lengthIsKnown ? batches : new LazySource<Tensor>(batches)
        );
        run.Advance(2);
        seen!.RequestStop("enough");

        Assert.Equal(0, run.Advance(1));

        Assert.Equal(new FitResult(2, 2, 1, StopReason.Requested, "enough"), run.Finish());
    }

    private sealed class AtStep(long step) : Callback<Tensor>
    {
        public override void OnAfterOptimizerStep(TrainerState state)
        {
            if (state.Steps == step)
                state.RequestStop("now");
        }
    }
}
