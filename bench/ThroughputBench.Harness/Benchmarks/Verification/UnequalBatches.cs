using System.Collections;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A workload's data with the features of real data: epochs of unequal length, batches of unequal size, a short last batch, and a wait
/// before each. Batches are small, so that a step is short. The harness decides how many samples a batch counts for, and neither items nor
/// time are proportional to them.
/// </summary>
/// <param name="batches">The workload's own batches of one epoch.</param>
/// <param name="epochLengths">Micro-batches of each epoch; after the last one it begins again.</param>
/// <param name="tape">Receives each wait.</param>
internal class UnequalBatches(Func<IEnumerable<Batch>> batches, IReadOnlyList<int> epochLengths, TrainingTape tape) : IEnumerable<Batch>
{
    private const int MostSamples = 4;

    /// <summary>The place, from 0, of a batch in an epoch that counts for no samples, as if all had been filtered out.</summary>
    private const int Empty = 3;

    private int _epochs;

    /// <summary>Whether one batch of an epoch counts for no samples. It brings a notice to the user.</summary>
    public bool HasEmptyBatch { get; init; } = true;

    /// <summary>Micro-batches of the next epoch.</summary>
    protected int NextLength => epochLengths[_epochs % epochLengths.Count];

    public IEnumerator<Batch> GetEnumerator() => Epoch(epochLengths[_epochs++ % epochLengths.Count]);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<Batch> Epoch(int length)
    {
        tape.BeginEpoch();
        int index = 0;
        while (true)
        {
            foreach (Batch batch in batches())
            {
                if (index == length)
                    yield break;
                tape.Wait();
                yield return Shortened(batch, index, isLast: ++index == length);
            }
        }
    }

    private Batch Shortened(Batch batch, int index, bool isLast)
    {
        long kept = isLast ? 1 : 1 + 7L * index % Math.Min(batch.Samples, MostSamples);
        long samples = index == Empty && HasEmptyBatch ? 0 : kept * (2 + index % 3),
            items = samples == 0 ? 0 : samples * (batch.Items / batch.Samples) + index % 5;
        torch.Tensor targets = batch.Targets.narrow(0, 0, batch.Targets.NumberOfElements / batch.Samples * kept);
        return new Batch(batch.Inputs.narrow(0, 0, kept), targets, samples, items);
    }
}
