using System.Collections;
using TorchSharp;

namespace ThroughputBench.Workloads.Tests.Monitor;

/// <summary>A workload's data, in which each batch keeps a different number of samples, from 1 to all.</summary>
internal sealed class VaryingSizes(Workload workload, int batches) : IEnumerable<Batch>
{
    public IEnumerator<Batch> GetEnumerator() => workload.CreateTrainingData().Take(batches).Select(Shortened).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Batch Shortened(Batch batch, int index)
    {
        long samples = 1 + 7L * index % batch.Samples,
            items = batch.Items / batch.Samples * samples;
        torch.Tensor inputs = batch.Inputs.narrow(0, 0, samples);
        return new Batch(inputs, batch.Targets.narrow(0, 0, batch.Targets.NumberOfElements / batch.Samples * samples), samples, items);
    }
}
