using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>Training's clock does not stop for validation and ends of epochs.</summary>
internal sealed class TimedValidation(Callback<Batch> monitor) : FaultyMonitor(monitor)
{
    public override void OnTrainPause(TrainerState state) { }

    public override void OnTrainResume(TrainerState state) { }
}
