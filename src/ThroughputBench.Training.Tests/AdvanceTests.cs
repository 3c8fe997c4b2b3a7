using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class AdvanceTests
{
    private static readonly TrainerOptions Options = new() { Accumulate = 3, MaxSteps = 17 };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public void Advancing_cycle_by_cycle_is_the_same_training_as_fit_bit_for_bit(int cyclesAtATime)
    {
        var fitted = new LinearTask(momentum: 0.9);
        var fitHooks = new HookRecorder();
        FitResult fit = new Trainer<Tensor>(Options, [fitHooks]).Fit(fitted, TestBatches.Prepared(10), TestBatches.Prepared(2));

        var advanced = new LinearTask(momentum: 0.9);
        var advanceHooks = new HookRecorder();
        using FitRun<Tensor> run = new Trainer<Tensor>(Options, [advanceHooks]).Begin(
            advanced,
            TestBatches.Prepared(10),
            TestBatches.Prepared(2)
        );
        while (run.StoppedBy == StopReason.NotEnded)
            run.Advance(cyclesAtATime);

        Assert.Equal(fit, run.Finish());
        Assert.Equal(fitted.Parameters(), advanced.Parameters());
        Assert.Equal(fitHooks.Calls, advanceHooks.Calls);
    }

    [Fact]
    public void Advance_trains_as_many_whole_cycles_as_asked_across_epochs()
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions { Accumulate = 3 }).Begin(
            new LinearTask(),
            TestBatches.Prepared(10)
        );

        Assert.Equal(0, run.Advance(0));
        Assert.Equal(5, run.Advance(5));
        Assert.Equal((Batches: 13L, Steps: 5L), (run.Result.Batches, run.Result.Steps));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 9)]
    public void The_next_micro_batch_is_requested_after_the_callbacks_for_the_end_of_a_cycle(int accumulate, int askedBefore)
    {
        int asked = 0;
        var askedAtEnds = new List<int>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainBatchEnd" && state.EndsCycle)
                    askedAtEnds.Add(asked);
            },
        };
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions { Accumulate = accumulate }, [hooks]).Begin(
            new LinearTask(),
            TestBatches
                .Prepared(20)
                .Select(batch =>
                {
                    asked++;
                    return batch;
                })
        );

        run.Advance(askedBefore / accumulate);

        Assert.Equal(Enumerable.Range(1, askedBefore / accumulate).Select(cycle => cycle * accumulate), askedAtEnds);
        Assert.Equal(askedBefore + 1, asked);
    }

    [Fact]
    public void No_micro_batch_is_requested_in_vain_or_before_a_validation()
    {
        int asked = 0;
        var askedAtValidations = new List<int>();
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "EvaluationStart")
                    askedAtValidations.Add(asked);
            },
        };
        var options = new TrainerOptions
        {
            Accumulate = 2,
            ValidateEveryBatches = 4,
            MaxSteps = 5,
            SanityValidationBatches = 0,
        };

        new Trainer<Tensor>(options, [hooks]).Fit(
            new LinearTask(),
            TestBatches
                .Prepared(20)
                .Select(batch =>
                {
                    asked++;
                    return batch;
                }),
            TestBatches.Prepared(1)
        );

        Assert.Equal([4, 8], askedAtValidations);
        Assert.Equal(10, asked);
    }

    [Fact]
    public void Advance_says_how_many_cycles_were_left()
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(Options).Begin(new LinearTask(), TestBatches.Prepared(10));

        Assert.Equal(10, run.Advance(10));
        Assert.Equal(7, run.Advance(10));
        Assert.Equal(0, run.Advance(10));
        Assert.Equal(StopReason.MaxSteps, run.StoppedBy);
    }

    [Fact]
    public void A_run_that_is_left_inside_an_epoch_has_not_ended_it()
    {
        var hooks = new HookRecorder();
        var options = new TrainerOptions { MaxEpochs = 1, SanityValidationBatches = 0 };
        using FitRun<Tensor> run = new Trainer<Tensor>(options, [hooks]).Begin(
            new LinearTask(),
            TestBatches.Prepared(10),
            TestBatches.Prepared(2)
        );

        run.Advance(4);
        FitResult result = run.Finish();

        Assert.Equal(new FitResult(Batches: 4, Steps: 4, Epochs: 0, StopReason.NotEnded), result);
        Assert.DoesNotContain("EvaluationStart", hooks.Calls);
        Assert.Equal(["TrainPause", "TrainEpochEnd", "TrainEnd", "FitEnd"], hooks.Calls.TakeLast(4));
    }

    [Fact]
    public void A_run_that_was_never_advanced_can_be_finished()
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions()).Begin(new LinearTask(), TestBatches.Prepared(1));

        Assert.Equal(new FitResult(0, 0, 0, StopReason.NotEnded), run.Finish());
    }

    [Fact]
    public void Finishing_twice_calls_the_last_hooks_once()
    {
        var hooks = new HookRecorder();
        using FitRun<Tensor> run = new Trainer<Tensor>(Options, [hooks]).Begin(new LinearTask(), TestBatches.Prepared(10));
        run.Advance(2);

        Assert.Equal(run.Finish(), run.Finish());
        Assert.Single(hooks.Calls, "FitEnd");
    }

    [Fact]
    public void A_finished_run_cannot_be_advanced_and_a_count_below_zero_is_refused()
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(Options).Begin(new LinearTask(), TestBatches.Prepared(10));

        Assert.Throws<ArgumentOutOfRangeException>(() => run.Advance(-1));
        run.Finish();
        Assert.Throws<ObjectDisposedException>(() => run.Advance(1));
    }

    [Fact]
    public void Disposing_a_run_disposes_the_data_source_it_was_reading()
    {
        bool disposed = false;
        Tensor[] prepared = TestBatches.Prepared(10);
        IEnumerable<Tensor> Data()
        {
            try
            {
                foreach (Tensor batch in prepared)
                    yield return batch;
            }
            finally
            {
                disposed = true;
            }
        }

        FitRun<Tensor> run = new Trainer<Tensor>(Options).Begin(new LinearTask(), Data());
        run.Advance(1);
        Assert.False(disposed);
        run.Dispose();

        Assert.True(disposed);
    }
}
