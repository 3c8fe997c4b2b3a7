using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>An epoch's last micro-batch counts once more, with the first of the next epoch.</summary>
internal sealed class RecountedEpochEnds(Callback<Batch> monitor) : FaultyMonitor(monitor)
{
    private long _samples;
    private long _items;
    private bool _recounts;

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        Batch counted = _recounts ? batch with { Samples = batch.Samples + _samples, Items = batch.Items + _items } : batch;
        (_samples, _items, _recounts) = (batch.Samples, batch.Items, false);
        base.OnTrainBatchEnd(state, counted, loss);
    }

    public override void OnTrainEpochEnd(TrainerState state)
    {
        _recounts = true;
        base.OnTrainEpochEnd(state);
    }
}
