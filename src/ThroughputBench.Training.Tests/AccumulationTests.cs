using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class AccumulationTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public void A_cycle_of_micro_batches_gives_the_gradients_of_one_batch_of_them_all(int accumulate)
    {
        Tensor[] batches = TestBatches.Prepared(accumulate);

        AssertClose(FirstStepsGradients(1, cat(batches)), FirstStepsGradients(accumulate, batches));
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    [InlineData(7, 5)]
    public void A_short_last_cycle_steps_and_is_scaled_by_its_real_length(int accumulate, int length)
    {
        Tensor[] batches = TestBatches.Prepared(length);

        AssertClose(FirstStepsGradients(1, cat(batches)), FirstStepsGradients(accumulate, batches));
    }

    [Fact]
    public void Each_epoch_ends_with_its_own_short_cycle()
    {
        FitResult result = new Trainer<Tensor>(new TrainerOptions { Accumulate = 4, MaxEpochs = 3 }).Fit(
            new LinearTask(),
            TestBatches.Prepared(10)
        );

        Assert.Equal(new FitResult(Batches: 30, Steps: 9, Epochs: 3, StopReason.MaxEpochs), result);
    }

    [Fact]
    public void Each_cycle_starts_from_cleared_gradients()
    {
        Tensor[] batches = TestBatches.Prepared(4);
        var task = new LinearTask(learningRate: 0);
        var gradients = new List<float[]>();
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "BeforeOptimizerStep")
                    gradients.Add(task.Gradients());
            },
        };

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 1 }, [hooks]).Fit(task, [.. batches[..2], .. batches[..2]]);

        Assert.Equal(gradients[0], gradients[1]);
    }

    [Fact]
    public void A_schedule_changes_the_accumulation_from_one_epoch_to_the_next()
    {
        var schedule = new AccumulationSchedule(new Dictionary<int, int> { [1] = 2, [3] = 5 });
        var stepsAtEpochEnd = new List<long>();
        var accumulates = new List<int>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook != "TrainEpochEnd")
                    return;
                stepsAtEpochEnd.Add(state.Steps);
                accumulates.Add(state.Accumulate);
            },
        };

        new Trainer<Tensor>(new TrainerOptions { Accumulate = schedule, MaxEpochs = 4 }, [hooks]).Fit(
            new LinearTask(),
            TestBatches.Prepared(10)
        );

        Assert.Equal([1, 2, 2, 5], accumulates);
        Assert.Equal([10, 15, 20, 22], stepsAtEpochEnd);
    }

    [Fact]
    public void A_schedule_names_every_accumulation_that_it_will_use()
    {
        Assert.Equal([1, 2, 8], new AccumulationSchedule(new Dictionary<int, int> { [5] = 8, [2] = 2 }).Values);
        Assert.Equal([4], AccumulationSchedule.Constant(4).Values);
    }

    [Fact]
    public void A_wrong_schedule_is_refused_with_the_value()
    {
        Wording.Matches(
            Assert.Throws<ArgumentOutOfRangeException>(() => new AccumulationSchedule(new Dictionary<int, int> { [-1] = 2 })).Message,
            "a negative epoch"
        );
        Wording.Matches(
            Assert.Throws<ArgumentOutOfRangeException>(() => new AccumulationSchedule(new Dictionary<int, int> { [3] = 0 })).Message,
            "an accumulation of none"
        );
        Wording.Matches(
            Assert.Throws<ArgumentException>(() => new AccumulationSchedule(new Dictionary<int, int>())).Message,
            "no entry"
        );
        Wording.Matches(Assert.Throws<ArgumentOutOfRangeException>(() => AccumulationSchedule.Constant(-4)).Message, "a negative constant");
    }

    private static float[] FirstStepsGradients(int accumulate, params Tensor[] batches)
    {
        var task = new LinearTask();
        float[]? gradients = null;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "BeforeOptimizerStep")
                    gradients ??= task.Gradients();
            },
        };
        FitResult result = new Trainer<Tensor>(new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }, [hooks]).Fit(task, batches);
        Assert.Equal(1, result.Steps);
        return gradients!;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        double scale = expected.Max(value => Math.Abs(value));
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -1e-6 * scale, 1e-6 * scale));
    }
}
