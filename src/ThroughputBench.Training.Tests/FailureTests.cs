using ThroughputBench.Training.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class FailureTests
{
    private static readonly MetricNames Names = new("batches");

    public static TheoryData<string> TrainingHooks =>
        [
            "FitStart",
            "TrainStart",
            "TrainEpochStart",
            "TrainBatchStart",
            "BeforeZeroGrad",
            "BeforeBackward",
            "AfterBackward",
            "BeforeOptimizerStep",
        "AfterOptimizerStep",
            "TrainBatchEnd",
            "TrainPause",
            "TrainResume",
            "TrainEpochEnd",
            "EvaluationStart",
            "EvaluationBatchStart",
            "EvaluationBatchEnd",
            "EvaluationEnd",
            "TrainEnd",
            "FitEnd",
        ];

    [Theory]
    [MemberData(nameof(TrainingHooks))]
    public void A_callback_that_throws_reaches_every_callback_then_the_loggers_are_flushed_and_the_caller_gets_the_exception(string hook)
    {
        var failure = new InvalidOperationException("on purpose");
        var hooks = new HookRecorder
        {
            At = (at, state) =>
            {
                state.Log(0, Names, [1]);
                if (at == hook)
                    throw failure;
            },
        };
        var bystander = new HookRecorder();
        var logger = new MemoryLogger();
        var trainer = new Trainer<Tensor>(new TrainerOptions { MaxEpochs = 2 }, [hooks, bystander], [logger]);

        Exception? caught = Assert.Throws<InvalidOperationException>(() =>
            trainer.Fit(new LinearTask(), TestBatches.Prepared(3), TestBatches.Prepared(1))
        );

        Assert.Same(failure, caught);
        Assert.Same(failure, hooks.Exception);
        Assert.Same(failure, bystander.Exception);
        Assert.Equal(hooks.Calls.Count, logger.Records.Count);
    }

    [Fact]
    public void What_was_logged_before_a_step_failed_is_written_before_the_caller_gets_the_exception()
    {
        var logger = new MemoryLogger();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainBatchEnd")
                    state.Log(state.Steps, Names, [state.Batches]);
            },
        };
        var trainer = new Trainer<Tensor>(new TrainerOptions(), [hooks], [logger]);
        Tensor[] wrongShapeAtTheEnd = [.. TestBatches.Prepared(5), ones(4, 2)];

        Assert.ThrowsAny<Exception>(() => trainer.Fit(new LinearTask(), wrongShapeAtTheEnd));

        Assert.Equal([1, 2, 3, 4, 5], logger.Records.Select(record => record.Step));
        Assert.NotNull(hooks.Exception);
        Assert.DoesNotContain("FitEnd", hooks.Calls);
    }

    [Fact]
    public void A_data_source_that_throws_inside_a_cycle_leaves_no_tensor_and_no_scope_behind()
    {
        IEnumerable<Tensor> Data()
        {
            foreach (Tensor batch in TestBatches.MadeOnTheFly(6))
                yield return batch;
            throw new IOException("the disk is gone");
        }

        using TorchSharp.DisposeScope users = NewDisposeScope();
        var hooks = new HookRecorder();
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions { Accumulate = 4 }, [hooks]).Begin(new LinearTask(), Data());
        run.Advance(1);
        long withNextBatch = TensorCount.Live;

        Assert.Throws<IOException>(() => run.Advance(1));

        Assert.Equal(withNextBatch - TensorsOfABatch(), TensorCount.Live);
        Assert.IsType<IOException>(hooks.Exception);
        using Tensor made = ones(1);
        Assert.True(users.Contains(made));
    }

    [Fact]
    public void A_failed_run_cannot_be_advanced_and_says_what_it_had_done()
    {
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainBatchStart" && state.Batches == 3)
                    throw new InvalidOperationException();
            },
        };
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions(), [hooks]).Begin(new LinearTask(), TestBatches.Prepared(10));
        Assert.Throws<InvalidOperationException>(() => run.Advance(10));

        Assert.Throws<ObjectDisposedException>(() => run.Advance(1));
        Assert.Equal(new FitResult(3, 3, 0, StopReason.NotEnded), run.Finish());
        Assert.DoesNotContain("FitEnd", hooks.Calls);
    }

    [Fact]
    public void The_loggers_are_flushed_even_if_a_callback_fails_when_a_failure_is_reported()
    {
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook is not ("TrainBatchEnd" or "Exception"))
                    return;
                state.Log(state.Steps, Names, [state.Batches]);
                throw new InvalidOperationException(hook);
            },
        };
        var logger = new MemoryLogger();

        Assert.Throws<InvalidOperationException>(() =>
            new Trainer<Tensor>(new TrainerOptions(), [hooks], [logger]).Fit(new LinearTask(), TestBatches.Prepared(3))
        );

        Assert.Equal(2, logger.Records.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_callback_that_fails_in_OnException_does_not_hide_the_failure_from_the_others_and_the_caller(bool trains)
    {
        var failure = new InvalidOperationException("the first");
        var failing = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook is "TrainBatchEnd" or "EvaluationBatchEnd")
                    throw failure;
                if (hook == "Exception")
                    throw new IOException("the\nsecond");
            },
        };
        var bystander = new HookRecorder();
        var notices = new List<string>();
        var trainer = new Trainer<Tensor>(new TrainerOptions(), [failing, bystander]);
        trainer.Noticed += (_, notice) => notices.Add(notice.Text);

        Exception caught = Assert.Throws<InvalidOperationException>(() =>
        {
            if (trains)
                trainer.Fit(new LinearTask(), TestBatches.Prepared(3));
            else
                trainer.Validate(new LinearTask(), TestBatches.Prepared(3));
        });

        Assert.Same(failure, caught);
        Assert.Same(failure, bystander.Exception);
        Assert.Equal(["HookRecorder.OnException failed: the second"], notices);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Data_that_fail_when_they_are_closed_do_not_hide_what_failed_before(bool trains)
    {
        static IEnumerable<Tensor> Data()
        {
            try
            {
                foreach (Tensor batch in TestBatches.MadeOnTheFly(3))
                    yield return batch;
            }
            finally
            {
                Fail();
            }
        }
        static void Fail() => throw new IOException("the\nsecond");

        var failure = new InvalidOperationException("the first");
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook is "TrainBatchEnd" or "EvaluationBatchEnd")
                    throw failure;
            },
        };
        var notices = new List<string>();
        var trainer = new Trainer<Tensor>(new TrainerOptions(), [hooks]);
        trainer.Noticed += (_, notice) => notices.Add(notice.Text);

        Exception caught = Assert.Throws<InvalidOperationException>(() =>
        {
            if (trains)
                trainer.Fit(new LinearTask(), Data());
            else
                trainer.Validate(new LinearTask(), Data());
        });

        Assert.Same(failure, caught);
        Assert.Same(failure, hooks.Exception);
        Assert.Equal(["Closing failed after another failure: the second"], notices);
    }

    [Fact]
    public void A_trainer_whose_run_failed_can_train_again()
    {
        bool fail = true;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (fail && hook == "BeforeBackward")
                    throw new InvalidOperationException();
            },
        };
        var trainer = new Trainer<Tensor>(new TrainerOptions { MaxSteps = 2 }, [hooks]);
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(new LinearTask(), TestBatches.Prepared(3)));
        fail = false;

        Assert.Equal(StopReason.MaxSteps, trainer.Fit(new LinearTask(), TestBatches.Prepared(3)).Reason);
    }

    [Fact]
    public void An_evaluation_that_fails_reaches_the_callbacks_and_flushes_the_loggers()
    {
        var hooks = new HookRecorder { At = (_, state) => state.Log(0, Names, [1]) };
        var logger = new MemoryLogger();
        var task = new LinearTask();
        task.Module.train();

        Assert.ThrowsAny<Exception>(() => new Trainer<Tensor>(new TrainerOptions(), [hooks], [logger]).Validate(task, [ones(4, 2)]));

        Assert.NotNull(hooks.Exception);
        Assert.Equal(hooks.Calls.Count, logger.Records.Count);
        Assert.True(task.Module.training);
    }

    private static long TensorsOfABatch()
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        long before = TensorCount.Live;
        _ = TestBatches.MadeOnTheFly(1).First();
        return TensorCount.Live - before;
    }
}
