using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>Allocates at each micro-batch.</summary>
/// <param name="bytes">How much: what an array of bytes takes with its header.</param>
internal sealed class Waste(int bytes) : Callback<Batch>
{
    /// <summary>What an array without elements takes.</summary>
    public const int FewestBytes = 24;

    /// <summary>What a size is rounded up to.</summary>
    public const int Alignment = 8;

    // Kept, so that it is not put on the stack.
    private byte[]? _latest;

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        _latest = new byte[bytes - FewestBytes];
        GC.KeepAlive(_latest);
    }
}
