using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class PrefetchTests
{
    /// <summary>Only a fault makes a test wait as long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static MatrixTheoryData<int, bool, int> Trainings { get; } = new([1, 2, 20], [true, false], [1, 3]);

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Training_is_the_same_bit_for_bit_with_short_cycles_and_validation(int ahead, bool lengthIsKnown, int accumulate)
    {
        (FitResult plain, float[] expected, string[] expectedHooks) = Train(data => data);
        (FitResult result, float[] parameters, string[] hooks) = Train(data => data.Prefetch(ahead));

        Assert.Equal(plain, result);
        Assert.Equal(expected, parameters);
        Assert.Equal(expectedHooks, hooks);

        (FitResult, float[], string[]) Train(Func<IEnumerable<Tensor>, IEnumerable<Tensor>> source)
        {
            var task = new LinearTask(momentum: 0.9);
            var hooks = new HookRecorder();
            var options = new TrainerOptions { Accumulate = accumulate, MaxEpochs = 3 };
            Tensor[] batches = TestBatches.Prepared(7);
            IEnumerable<Tensor> data = lengthIsKnown ? batches : new LazySource<Tensor>(batches);
            FitResult result = new Trainer<Tensor>(options, [hooks]).Fit(task, source(data), TestBatches.Prepared(2, seed: 5));
            return (result, task.Parameters(), [.. hooks.Calls]);
        }
    }

    [Fact]
    public void The_next_batches_are_prepared_while_a_step_is_in_progress_and_no_more_than_were_asked_for()
    {
        using var threeAreMade = new ManualResetEventSlim();
        int made = 0,
            trained = 0,
            most = 0;
        IEnumerable<Tensor> Data()
        {
            for (int i = 0; i < 20; i++)
            {
                most = Math.Max(most, Interlocked.Increment(ref made) - Volatile.Read(ref trained));
                if (made == 3)
                    threeAreMade.Set();
                yield return ones(4, 2);
            }
        }

        using var task = new Logging.TinyTask
        {
            BeforeStep = () =>
            {
                Assert.True(threeAreMade.Wait(Patience), "The third batch was not prepared during the first step.");
                Interlocked.Increment(ref trained);
            },
        };
        FitResult result = new Trainer<Tensor>(new() { MaxEpochs = 1 }).Fit(task, Data().Prefetch(2));

        Assert.Equal((20, 20), (result.Batches, made));
        Assert.InRange(most, 2, 3); // two ahead, beside one that is being trained and not counted yet
    }

    [Fact]
    public void An_exception_of_the_source_comes_after_the_batches_before_it_as_it_was_thrown()
    {
        var thrown = new IOException("the disk is gone");
        using var task = new Logging.TinyTask();
        int trained = 0;
        IEnumerable<Tensor> Data()
        {
            for (int i = 0; i < 3; i++)
                yield return ones(4, 2);
            throw thrown;
        }

        var caught = Assert.Throws<IOException>(() =>
            new Trainer<Tensor>(new(), [new HookRecorder { At = (hook, _) => trained += hook == "TrainBatchEnd" ? 1 : 0 }]).Fit(
                task,
                Data().Prefetch(5)
            )
        );

        Assert.Same(thrown, caught);
        Assert.Contains(nameof(Data), caught.StackTrace!, StringComparison.Ordinal);
        Assert.Equal(3, trained);
    }

    [Theory]
    [InlineData("a last step")]
    [InlineData("cancellation")]
    [InlineData("a failing step")]
    public void An_early_end_disposes_what_was_prepared_and_the_source(string end)
    {
        using var cancelled = new CancellationTokenSource();
        using var fourAreMade = new ManualResetEventSlim();
        var made = new List<Tensor>();
        bool disposed = false;
        IEnumerable<Tensor> Data()
        {
            try
            {
                while (true)
                {
                    made.Add(ones(4, 2));
                    if (made.Count == 4)
                        fourAreMade.Set();
                    yield return made[^1];
                }
            }
            finally
            {
                disposed = true;
            }
        }

        using var task = new Logging.TinyTask
        {
            BeforeStep = () =>
            {
                Assert.True(fourAreMade.Wait(Patience));
                if (end == "cancellation")
                    cancelled.Cancel();
                else if (end == "a failing step")
                    throw new FormatException(end);
            },
        };
        Action fit = () => new Trainer<Tensor>(new() { MaxSteps = 1 }).Fit(task, Data().Prefetch(3), cancellation: cancelled.Token);
        if (end == "a failing step")
            Assert.Throws<FormatException>(fit);
        else
            fit();

        Assert.True(disposed);
        Assert.InRange(made.Count, 4, 6);
        Assert.All(made, tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void A_batch_lives_until_it_is_done_and_no_longer()
    {
        var made = new List<Tensor>();
        IEnumerable<Tensor> Data()
        {
            for (int i = 0; i < 6; i++)
            {
                made.Add(ones(4, 2) + i); // and one that only the scope knows
                yield return made[^1];
            }
        }

        using var task = new Logging.TinyTask();
        int done = 0;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainBatchStart")
                    Assert.Equal((done, false), (made.Take(done).Count(tensor => tensor.IsInvalid), made[done].IsInvalid));
                else if (hook == "TrainBatchEnd")
                    done++;
            },
        };
        new Trainer<Tensor>(new() { MaxEpochs = 1 }, [hooks]).Fit(task, Data().Prefetch(2));

        Assert.Equal(6, done);
        Assert.All(made, tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void What_training_still_waits_for_is_the_ledgers_data_wait()
    {
        var clock = new Clock();
        Thread training = Thread.CurrentThread;
        using var firstIsDone = new ManualResetEventSlim();
        IEnumerable<Tensor> Data()
        {
            yield return ones(4, 1);
            yield return ones(4, 1);
            firstIsDone.Wait(Patience);
            // Training then asks for the third batch; it is not there, and only that request makes the thread wait.
            SpinWait.SpinUntil(() => (training.ThreadState & ThreadState.WaitSleepJoin) != 0, Patience);
            clock.Pass(5);
            yield return ones(4, 1);
        }

        using var task = new ClockedTask { Forward = () => clock.Pass(1) };
        int steps = 0;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainBatchEnd" && ++steps == 2)
                    firstIsDone.Set();
            },
        };
        using var trainer = new Trainer<Tensor>(new() { KeepLedger = true, MaxEpochs = 1 }, [hooks], time: clock);
        using FitRun<Tensor> run = trainer.Begin(task, Data().Prefetch(1));
        run.Advance(10);
        run.Finish();

        TimeBreakdown spent = run.ReadLedger()!.Value;
        Assert.Equal((5.0, 3.0), (spent.Seconds(TimePhase.DataWait), spent.Seconds(TimePhase.ForwardBackward)));
    }

    [Fact]
    public void A_source_whose_disposal_fails_is_reported_as_without_it()
    {
        using IEnumerator<int> batches = Data().Prefetch(2).GetEnumerator();
        Assert.True(batches.MoveNext());

        Assert.Equal("at the end", Assert.Throws<FormatException>(batches.Dispose).Message);

        static IEnumerable<int> Data()
        {
            try
            {
                for (int i = 0; ; i++)
                    yield return i;
            }
            finally
            {
                Close();
            }
        }

        static void Close() => throw new FormatException("at the end");
    }
}
