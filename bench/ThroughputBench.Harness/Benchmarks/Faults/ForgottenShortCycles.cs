using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>
/// Forgets all but one of the samples in a micro-batch that is known to end a short cycle. If the end becomes known only after the batch
/// was counted, nothing is forgotten.
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
