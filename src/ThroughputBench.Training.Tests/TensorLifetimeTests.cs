using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class TensorLifetimeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_number_of_live_tensors_is_the_same_after_every_one_of_a_thousand_steps(int accumulate)
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions { Accumulate = accumulate }).Begin(
            new LinearTask(momentum: 0.9),
            TestBatches.MadeOnTheFly(long.MaxValue)
        );
        run.Advance(2);
        long before = TensorCount.Live;

        for (int step = 0; step < 1000; step++)
        {
            Assert.Equal(1, run.Advance(1));
            Assert.Equal(before, TensorCount.Live);
        }
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(4, 7)]
    [InlineData(4, 8)]
    [InlineData(3, 1)]
    public void Short_cycles_clipping_validation_and_ends_of_epochs_leave_no_tensor_behind(int accumulate, int batchesPerEpoch)
    {
        IEnumerable<Tensor> Data() => TestBatches.MadeOnTheFly(batchesPerEpoch);
        var options = new TrainerOptions
        {
            Accumulate = accumulate,
            ClipGradientNorm = 1,
            MaxEpochs = 100,
            ValidateEveryBatches = 5,
        };
        var counts = new List<long>();
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainEpochEnd")
                    counts.Add(TensorCount.Live);
            },
        };

        new Trainer<Tensor>(options, [hooks]).Fit(new LinearTask(momentum: 0.9), new Restarted(Data), new Restarted(Data));

        Assert.Equal(100, counts.Count);
        Assert.Single(counts.Skip(1).Distinct());
    }

    [Fact]
    public void Batches_that_were_prepared_outlive_the_run()
    {
        Tensor[] batches = TestBatches.Prepared(3);

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 5 }).Fit(new LinearTask(), batches, batches);

        Assert.All(batches, batch => Assert.False(batch.IsInvalid));
    }

    [Fact]
    public void A_run_inside_a_scope_of_the_users_leaves_that_scope_current()
    {
        using TorchSharp.DisposeScope users = NewDisposeScope();

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 4, MaxEpochs = 2 }).Fit(new LinearTask(), TestBatches.Prepared(6));

        using Tensor made = ones(1);
        Assert.True(users.Contains(made));
    }

    [Fact]
    public void The_losses_of_a_micro_batch_live_until_its_end_hook_returns_and_no_longer()
    {
        var losses = new LossKeeper();

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 3, MaxEpochs = 1 }, [losses]).Fit(
            new LinearTask(),
            TestBatches.MadeOnTheFly(5)
        );

        Assert.Equal(5, losses.Kept.Count);
        Assert.All(losses.Kept, loss => Assert.True(loss.IsInvalid));
    }

    private sealed class LossKeeper : Callback<Tensor>
    {
        public List<Tensor> Kept { get; } = [];

        public override void OnTrainBatchEnd(TrainerState state, Tensor batch, Tensor loss)
        {
            Assert.False(loss.IsInvalid);
            Assert.False(batch.IsInvalid);
            Kept.Add(loss);
        }
    }

    private sealed class Restarted(Func<IEnumerable<Tensor>> data) : IEnumerable<Tensor>
    {
        public IEnumerator<Tensor> GetEnumerator() => data().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
