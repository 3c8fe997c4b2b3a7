using System.Diagnostics;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>Takes a known time at each micro-batch, to within one reading of the clock.</summary>
/// <param name="nanoseconds">How long.</param>
internal sealed class Delay(double nanoseconds) : Callback<Batch>
{
    private readonly long _ticks = (long)Math.Round(nanoseconds * Stopwatch.Frequency / 1e9);

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        long end = Stopwatch.GetTimestamp() + _ticks;
        while (Stopwatch.GetTimestamp() < end) { }
    }
}
