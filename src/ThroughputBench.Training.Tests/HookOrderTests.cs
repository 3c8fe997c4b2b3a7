using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class HookOrderTests
{
    private static readonly string[] Evaluation = ["EvaluationStart", "EvaluationBatchStart", "EvaluationBatchEnd", "EvaluationEnd"];
    private static readonly string[] FirstOfCycle =
    [
        "TrainBatchStart",
        "BeforeZeroGrad",
        "BeforeBackward",
        "AfterBackward",
        "TrainBatchEnd",
    ];
    private static readonly string[] LastOfCycle =
    [
        "TrainBatchStart",
        "BeforeBackward",
        "AfterBackward",
        "BeforeOptimizerStep",
        "AfterOptimizerStep",
        "TrainBatchEnd!",
    ];
    private static readonly string[] CycleOfOne =
    [
        "TrainBatchStart",
        "BeforeZeroGrad",
        "BeforeBackward",
        "AfterBackward",
        "BeforeOptimizerStep",
        "AfterOptimizerStep",
        "TrainBatchEnd!",
    ];

    [Fact]
    public void Two_epochs_of_five_batches_with_cycles_of_two_and_validation_call_every_hook_in_lightnings_order()
    {
        var hooks = new HookRecorder();
        var trainer = new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 2 }, [hooks]);

        trainer.Fit(new LinearTask(), TestBatches.Prepared(5), TestBatches.Prepared(1));

        string[] batches = [.. FirstOfCycle, .. LastOfCycle, .. FirstOfCycle, .. LastOfCycle, .. CycleOfOne];
        Assert.Equal(
            [
                "FitStart",
                .. Evaluation,
                "TrainStart",
                "TrainEpochStart",
                .. batches,
                "TrainPause",
                .. Evaluation,
                "TrainEpochEnd",
                "TrainEpochStart",
                "TrainResume",
                .. batches,
                "TrainPause",
                .. Evaluation,
                "TrainEpochEnd",
                "TrainEnd",
                "FitEnd",
            ],
            hooks.Calls
        );
    }

    [Fact]
    public void Callbacks_are_called_in_the_order_in_which_they_were_given()
    {
        var order = new List<string>();
        var first = new HookRecorder { At = (hook, _) => order.Add("first " + hook) };
        var second = new HookRecorder { At = (hook, _) => order.Add("second " + hook) };

        new Trainer<Tensor>(new TrainerOptions { MaxEpochs = 1 }, [first, second]).Fit(new LinearTask(), TestBatches.Prepared(2));

        Assert.Equal(first.Calls, second.Calls);
        Assert.Equal(first.Calls.Select(call => call.TrimEnd('!')).SelectMany(hook => new[] { "first " + hook, "second " + hook }), order);
    }

    [Fact]
    public void The_state_counts_batches_steps_and_epochs_as_they_pass()
    {
        var seen = new List<(int Epoch, long Index, long Batches, long Steps)>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainBatchEnd")
                    seen.Add((state.Epoch, state.BatchIndex, state.Batches, state.Steps));
            },
        };

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 2 }, [hooks]).Fit(new LinearTask(), TestBatches.Prepared(3));

        Assert.Equal([(0, 0, 1, 0), (0, 1, 2, 1), (0, 2, 3, 2), (1, 0, 4, 2), (1, 1, 5, 3), (1, 2, 6, 4)], seen);
    }

    [Fact]
    public void Before_backward_sees_the_scaled_loss_and_the_end_of_the_batch_the_plain_one()
    {
        var losses = new LossPairs();

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 4, MaxSteps = 1 }, [losses]).Fit(new LinearTask(), TestBatches.Prepared(4));

        Assert.Equal(4, losses.Pairs.Count);
        Assert.All(losses.Pairs, pair => Assert.Equal(pair.Plain, 4 * pair.Scaled));
    }

    private sealed class LossPairs : Callback<Tensor>
    {
        private float _scaled;

        public List<(float Scaled, float Plain)> Pairs { get; } = [];

        public override void OnBeforeBackward(TrainerState state, Tensor loss) => _scaled = loss.item<float>();

        public override void OnTrainBatchEnd(TrainerState state, Tensor batch, Tensor loss) => Pairs.Add((_scaled, loss.item<float>()));
    }
}
