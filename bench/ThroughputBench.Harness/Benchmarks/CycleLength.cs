using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>About how long a cycle takes: what is measured beside the pairs has to know what there is time for.</summary>
internal static class CycleLength
{
    /// <summary>Trains two cycles without a monitor, of which the second counts; one if that takes too long already.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="seconds">A cycle that takes longer is not trained again.</param>
    /// <returns>In seconds, with the device's time.</returns>
    public static double Measure(TrainingBench bench, Cell cell, double seconds)
    {
        using FitRun<Batch> run = bench.Control(cell.Accumulate);
        double first = Train();
        return first > seconds ? first : Train();

        double Train()
        {
            long began = Stopwatch.GetTimestamp();
            run.Advance(1);
            bench.Stream?.Synchronize();
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }
}
