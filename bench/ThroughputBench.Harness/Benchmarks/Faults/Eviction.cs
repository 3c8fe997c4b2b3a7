using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>
/// Touches memory when a micro-batch begins. That is outside of the hooks that the direct cost times, and the rest of the cost is in the
/// training's own cache misses: only whole steps show it.
/// </summary>
/// <param name="kibibytes">How much memory.</param>
internal sealed class Eviction(int kibibytes) : Callback<Batch>
{
    private readonly Touching _memory = new(kibibytes);

    public override void OnTrainBatchStart(TrainerState state, Batch batch) => _memory.Touch();
}
