using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>One of two trainings that are paired.</summary>
/// <param name="Advance">Trains the given number of micro-batches.</param>
/// <param name="End">Ends it.</param>
internal sealed record TrainingSide(Action<int> Advance, Action End)
{
    /// <summary>A run as a side.</summary>
    public static TrainingSide Of(FitRun<Batch> run) => new(batches => run.AdvanceBatches(batches), run.Dispose);
}
