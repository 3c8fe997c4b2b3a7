using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>Allocates at each micro-batch.</summary>
/// <param name="bytes">How much: the size of an array of bytes with its header.</param>
internal sealed class Waste(int bytes) : Callback<Batch>
{
    /// <summary>The size of an empty array.</summary>
    public const int FewestBytes = 24;

    /// <summary>Sizes are rounded up to a multiple of this.</summary>
    public const int Alignment = 8;

    // Kept, so that it is not allocated on the stack.
    private byte[]? _latest;

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        _latest = new byte[bytes - FewestBytes];
        GC.KeepAlive(_latest);
    }
}
