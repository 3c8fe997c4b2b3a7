using System.Diagnostics;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>About how long a cycle takes: what is measured beside the pairs has to know what there is time for.</summary>
internal static class CycleLength
{
    /// <summary>Trains some cycles without a monitor, of which the fastest counts, but the first only if it takes too long already.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="accumulate">Micro-batches in each.</param>
    /// <param name="seconds">Time for it. A first cycle that takes longer is the only one.</param>
    /// <param name="cycles">How many at most after the first; at least 1.</param>
    /// <returns>In seconds, with the device's time.</returns>
    public static double Measure(TrainingBench bench, int accumulate, double seconds, int cycles = 1)
    {
        using FitRun<Batch> run = bench.Control(accumulate);
        long began = Stopwatch.GetTimestamp();
        double fastest = Train(bench, run);
        if (fastest > seconds)
            return fastest;
        fastest = Train(bench, run);
        for (int i = 1; i < cycles && Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; i++)
            fastest = Math.Min(fastest, Train(bench, run));
        return fastest;
    }

    private static double Train(TrainingBench bench, FitRun<Batch> run)
    {
        long began = Stopwatch.GetTimestamp();
        run.Advance(1);
        bench.Stream?.Synchronize();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
