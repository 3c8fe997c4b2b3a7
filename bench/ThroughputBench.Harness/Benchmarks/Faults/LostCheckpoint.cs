using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>A training that continues from a checkpoint begins to count at 0.</summary>
internal sealed class LostCheckpoint(Callback<Batch> monitor) : FaultyMonitor(monitor)
{
    public override void LoadState(TrainerState state, string saved) { }
}
