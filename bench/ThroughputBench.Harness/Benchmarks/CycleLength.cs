using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>About how long a cycle takes: what is measured beside the pairs has to know what there is time for.</summary>
internal static class CycleLength
{
    private const int Tries = 50;

    /// <summary>Trains some cycles without a monitor, fifty or as many as there is time for, of which the fastest counts.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="accumulate">Micro-batches in each.</param>
    /// <param name="seconds">Time for it. At least two are trained.</param>
    /// <returns>In seconds, with the device's time.</returns>
    public static double Fastest(TrainingBench bench, int accumulate, double seconds)
    {
        using FitRun<Batch> run = bench.Control(accumulate);
        Train(bench, run);
        double fastest = Train(bench, run);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < Tries && Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; i++)
            fastest = Math.Min(fastest, Train(bench, run));
        return fastest;
    }

    /// <summary>Trains two cycles without a monitor, of which the second counts; one if that takes too long already.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="seconds">A cycle that takes longer is not trained again.</param>
    /// <returns>In seconds, with the device's time.</returns>
    public static double Measure(TrainingBench bench, Cell cell, double seconds)
    {
        using FitRun<Batch> run = bench.Control(cell.Accumulate);
        double first = Train(bench, run);
        return first > seconds ? first : Train(bench, run);
    }

    private static double Train(TrainingBench bench, FitRun<Batch> run)
    {
        long began = Stopwatch.GetTimestamp();
        run.Advance(1);
        bench.Stream?.Synchronize();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
