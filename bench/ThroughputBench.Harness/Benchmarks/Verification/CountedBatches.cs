using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// The same for a source that knows how long an epoch is: a short last cycle then steps with its last micro-batch, not after a request for
/// another.
/// </summary>
internal sealed class CountedBatches(Func<IEnumerable<Batch>> batches, IReadOnlyList<int> epochLengths, TrainingTape tape)
    : UnequalBatches(batches, epochLengths, tape),
        IReadOnlyCollection<Batch>
{
    public int Count => NextLength;
}
