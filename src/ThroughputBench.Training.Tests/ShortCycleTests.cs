using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>An epoch's last cycle may be shorter than A, and not every data source says beforehand which micro-batch is the last.</summary>
public sealed class ShortCycleTests
{
    private static readonly string[] First = ["TrainBatchStart", "BeforeZeroGrad", "BeforeBackward", "AfterBackward", "TrainBatchEnd"];
    private static readonly string[] Last =
    [
        "TrainBatchStart",
        "BeforeBackward",
        "AfterBackward",
        "BeforeOptimizerStep",
        "AfterOptimizerStep",
        "TrainBatchEnd!",
    ];

    [Fact]
    public void If_only_asking_says_that_there_is_no_more_its_step_comes_after_the_callbacks_have_seen_the_last_batch() =>
        Assert.Equal(
            [
                "FitStart",
                "TrainStart",
                "TrainEpochStart",
                .. First,
                .. Last,
                .. First,
                "BeforeOptimizerStep",
                "AfterOptimizerStep",
                "LateCycleEnd",
                "TrainPause",
                "TrainEpochEnd",
                "TrainEnd",
                "FitEnd",
            ],
            HooksOf(new TrainerOptions { Accumulate = 2, MaxEpochs = 1 }, new LazySource<Tensor>(TestBatches.Prepared(3)))
        );

    [Fact]
    public void If_the_epochs_length_is_known_the_last_batch_ends_it()
    {
        string[] expected =
        [
            "FitStart",
            "TrainStart",
            "TrainEpochStart",
            .. First,
            .. Last,
            .. First[..4],
            "BeforeOptimizerStep",
        "AfterOptimizerStep",
            "TrainBatchEnd!",
            "TrainPause",
            "TrainEpochEnd",
            "TrainEnd",
            "FitEnd",
        ];
        var options = new TrainerOptions { Accumulate = 2, MaxEpochs = 1 };

        Assert.Equal(expected, HooksOf(options, TestBatches.Prepared(3)));
        Assert.Equal(expected, HooksOf(options, new Queue<Tensor>(TestBatches.Prepared(3))));
        Assert.Equal(expected, HooksOf(options, TestBatches.Prepared(3).Select(batch => batch)));
        Assert.Equal(expected, HooksOf(options with { MaxBatchesPerEpoch = 3 }, new LazySource<Tensor>(TestBatches.Prepared(5))));
        Assert.Equal(expected, HooksOf(options with { MaxBatchesPerEpoch = 4 }, TestBatches.Prepared(3)));
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(4, 1)]
    [InlineData(9, 8)]
    public void Both_train_the_same_bit_for_bit(int accumulate, int batches)
    {
        var options = new TrainerOptions
        {
            Accumulate = accumulate,
            MaxEpochs = 3,
            ClipGradientNorm = 1,
        };
        var known = new LinearTask(momentum: 0.9);
        var lazy = new LinearTask(momentum: 0.9);

        FitResult expected = new Trainer<Tensor>(options).Fit(known, TestBatches.Prepared(batches));

        Assert.Equal(expected, new Trainer<Tensor>(options).Fit(lazy, new LazySource<Tensor>(TestBatches.Prepared(batches))));
        Assert.Equal(known.Parameters(), lazy.Parameters());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_collection_that_gives_more_or_fewer_batches_than_it_says_is_trained_to_its_end(int said)
    {
        FitResult result = new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 1 }).Fit(
            new LinearTask(),
            new Wrong(said, TestBatches.Prepared(3))
        );

        Assert.Equal(new FitResult(Batches: 3, Steps: 2, Epochs: 1, StopReason.MaxEpochs), result);
    }

    [Fact]
    public void After_a_late_end_the_state_says_that_the_cycle_ended_and_the_step_counts()
    {
        var seen = new List<(string, bool, long, long)>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook is "TrainBatchEnd" or "LateCycleEnd")
                    seen.Add((hook, state.EndsCycle, state.Batches, state.Steps));
            },
        };

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 4, MaxEpochs = 1 }, [hooks]).Fit(
            new LinearTask(),
            new LazySource<Tensor>(TestBatches.Prepared(1))
        );

        Assert.Equal([("TrainBatchEnd", false, 1, 0), ("LateCycleEnd", true, 1, 1)], seen);
    }

    [Fact]
    public void A_late_step_leaves_no_tensor_behind()
    {
        var counts = new List<long>();
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainEpochEnd")
                    counts.Add(TensorCount.Live);
            },
        };
        var options = new TrainerOptions
        {
            Accumulate = 4,
            MaxEpochs = 20,
            ClipGradientNorm = 1,
        };

        new Trainer<Tensor>(options, [hooks]).Fit(new LinearTask(momentum: 0.9), new LazySource<Tensor>(TestBatches.Prepared(5)));

        Assert.Single(counts.Skip(1).Distinct());
    }

    private static IReadOnlyList<string> HooksOf(TrainerOptions options, IEnumerable<Tensor> data)
    {
        var hooks = new HookRecorder();
        new Trainer<Tensor>(options, [hooks]).Fit(new LinearTask(), data);
        return hooks.Calls;
    }

    private sealed class Wrong(int count, Tensor[] batches) : IReadOnlyCollection<Tensor>
    {
        public int Count => count;

        public IEnumerator<Tensor> GetEnumerator() => ((IEnumerable<Tensor>)batches).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
