using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>
/// Of the micro-batch that is known to end a short cycle the samples are forgotten, all but one. If only the source knows, after the batch was counted, nothing
/// can be forgotten any more.
/// </summary>
internal sealed class ForgottenShortCycles(Callback<Batch> monitor) : FaultyMonitor(monitor)
{
    private int _position;

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        bool isShort = state.EndsCycle && _position + 1 < state.Accumulate;
        _position = state.EndsCycle ? 0 : _position + 1;
        base.OnTrainBatchEnd(state, isShort ? batch with { Samples = 1 } : batch, loss);
    }
}
