using System.Diagnostics;
using System.Runtime.CompilerServices;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>
/// Takes a known time at each micro-batch. It counts steps of arithmetic whose time it has measured: a reading of the clock takes almost as
/// long as the shortest delay. A callback more takes its own time, beside the delay: 60 ns between two steps of mlp, 200 ns between two of
/// bytelm, where more of it has left the caches. So what a delay adds is known against <c>slow=1ns</c>, not against no fault.
/// </summary>
/// <param name="nanoseconds">How long.</param>
internal sealed class Delay(double nanoseconds) : Callback<Batch>
{
    private const int Sample = 100_000,
        Samples = 20;

    private readonly int _steps = (int)Math.Round(nanoseconds / NanosecondsPerStep());
    private uint _state = 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) => _state = Run(_steps, _state);

    /// <summary>The least of several measurements: an interruption only makes one longer.</summary>
    private static double NanosecondsPerStep()
    {
        uint state = 1;
        TimeSpan least = TimeSpan.MaxValue;
        for (int i = 0; i < Samples; i++)
        {
            long start = Stopwatch.GetTimestamp();
            state = Run(Sample, state);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            least = took < least ? took : least;
        }
        GC.KeepAlive(state);
        return least.TotalNanoseconds / Sample;
    }

    /// <summary>Each step waits for the one before it. It is compiled for good at once, so that a step takes what was measured.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Run(int steps, uint state)
    {
        for (int i = 0; i < steps; i++)
            state = state * 1664525 + 1013904223;
        return state;
    }
}
