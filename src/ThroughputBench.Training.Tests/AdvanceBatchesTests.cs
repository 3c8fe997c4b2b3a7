using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class AdvanceBatchesTests
{
    private static readonly TrainerOptions Options = new() { Accumulate = 4, MaxSteps = 17 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Advancing_batch_by_batch_is_the_same_training_as_fit_bit_for_bit(int batchesAtATime)
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
            run.AdvanceBatches(batchesAtATime);

        Assert.Equal(fit, run.Finish());
        Assert.Equal(fitted.Parameters(), advanced.Parameters());
        Assert.Equal(fitHooks.Calls, advanceHooks.Calls);
    }

    [Fact]
    public void The_next_call_continues_inside_the_cycle()
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(Options).Begin(new LinearTask(), TestBatches.Prepared(10));

        Assert.Equal(3, run.AdvanceBatches(3));
        Assert.Equal(0, run.Result.Steps);
        Assert.Equal(1, run.AdvanceBatches(1));
        Assert.Equal(1, run.Result.Steps);
        Assert.Equal(2, run.AdvanceBatches(2));
        Assert.Equal(1, run.Advance(1));
        Assert.Equal((Batches: 8L, Steps: 2L), (run.Result.Batches, run.Result.Steps));
    }

    [Fact]
    public void It_says_how_many_batches_were_left()
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions { Accumulate = 4, MaxEpochs = 1 }).Begin(
            new LinearTask(),
            TestBatches.Prepared(10)
        );

        Assert.Equal(7, run.AdvanceBatches(7));
        Assert.Equal(3, run.AdvanceBatches(7));
        Assert.Equal(new FitResult(Batches: 10, Steps: 3, Epochs: 1, StopReason.MaxEpochs), run.Finish());
    }

    [Fact]
    public void Tensors_that_the_caller_makes_inside_a_cycle_stay_the_callers()
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(Options).Begin(new LinearTask(), TestBatches.MadeOnTheFly(100));
        run.AdvanceBatches(2);
        using Tensor mine = ones(3);

        run.AdvanceBatches(5);

        Assert.False(mine.IsInvalid);
    }

    [Fact]
    public void Two_runs_advanced_in_turn_inside_their_cycles_train_as_each_does_alone()
    {
        var alone = new LinearTask(momentum: 0.9);
        new Trainer<Tensor>(Options).Fit(alone, TestBatches.MadeOnTheFly(68));
        LinearTask[] tasks = [new(momentum: 0.9), new(momentum: 0.9)];
        FitRun<Tensor>[] runs = [.. tasks.Select(task => new Trainer<Tensor>(Options).Begin(task, TestBatches.MadeOnTheFly(68)))];

        for (int turn = 0; turn < 68; turn++)
            Assert.All(runs, run => Assert.Equal(1, run.AdvanceBatches(1)));

        Assert.All(tasks, task => Assert.Equal(alone.Parameters(), task.Parameters()));
        Assert.All(runs, run => Assert.Equal(StopReason.MaxSteps, run.Finish().Reason));
    }

    [Fact]
    public void The_number_of_live_tensors_stays_the_same_and_a_run_dropped_inside_a_cycle_leaves_none()
    {
        var task = new LinearTask();
        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1 }).Fit(task, TestBatches.Prepared(1)); // so that the gradients are there
        long before = TensorCount.Live;
        FitRun<Tensor> run = new Trainer<Tensor>(Options).Begin(task, TestBatches.MadeOnTheFly(long.MaxValue));
        run.AdvanceBatches(1);
        long inside = TensorCount.Live;

        for (int cycle = 0; cycle < 10; cycle++)
        {
            run.AdvanceBatches(4);
            Assert.Equal(inside, TensorCount.Live);
        }
        run.Dispose();

        Assert.Equal(before, TensorCount.Live);
    }

    [Fact]
    public void A_count_below_zero_and_a_finished_run_are_refused()
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(Options).Begin(new LinearTask(), TestBatches.Prepared(10));

        Assert.Throws<ArgumentOutOfRangeException>(() => run.AdvanceBatches(-1));
        run.Finish();
        Assert.Throws<ObjectDisposedException>(() => run.AdvanceBatches(1));
    }
}
