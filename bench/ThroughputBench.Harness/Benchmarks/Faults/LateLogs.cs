using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>
/// Every log comes one optimizer step late: while the monitor checks whether one is due, the trainer seems to be a cycle behind.
/// </summary>
internal sealed class LateLogs(Callback<Batch> monitor) : FaultyMonitor(monitor)
{
    private long _cycleBegan;

    public override void OnTrainStart(TrainerState state)
    {
        _cycleBegan = state.Batches;
        base.OnTrainStart(state);
    }

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        if (state.EndsCycle)
            Behind(state, () => base.OnTrainBatchEnd(state, batch, loss));
        else
            base.OnTrainBatchEnd(state, batch, loss);
    }

    public override void OnLateCycleEnd(TrainerState state) => Behind(state, () => base.OnLateCycleEnd(state));

    private void Behind(TrainerState state, Action hook)
    {
        (long batches, long steps) = (state.Batches, state.Steps);
        (state.Batches, state.Steps) = (_cycleBegan, steps - 1);
        hook();
        (state.Batches, state.Steps, _cycleBegan) = (batches, steps, batches);
    }
}
