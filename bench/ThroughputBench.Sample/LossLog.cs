using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Logging;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Sample;

/// <summary>An example of a callback: logs the loss beside the monitor's logs.</summary>
internal sealed class LossLog(LogInterval every) : Callback<Batch>
{
    private readonly MetricNames _names = new("train/loss");
    private LogSchedule _schedule = new(every);

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        if (state.EndsCycle && _schedule.IsDue(state.Batches, state.Steps))
            state.Log(state.Steps - 1, _names, [loss.item<float>()]);
    }
}
