using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>Logs the number of the log, counted from 0, as step and as value, so that a missing or misplaced record shows.</summary>
internal sealed class LogEveryBatch(int times = 1) : Callback<torch.Tensor>
{
    public static readonly MetricNames Names = new("train/number", "train/half");

    public long Logged { get; private set; }

    public override void OnTrainBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor loss)
    {
        for (int i = 0; i < times; i++, Logged++)
            state.Log(Logged, Names, [Logged, Logged / 2.0]);
    }
}
