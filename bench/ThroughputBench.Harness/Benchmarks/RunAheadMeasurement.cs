using System.Diagnostics;
using MathNet.Numerics.Statistics;
using ThroughputBench.Grid;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether the monitor makes the host wait: short stretches of training, each starting with an idle device, timed until the host has queued
/// everything and until the device has done it. In a long training the host would eventually wait for room in the device's queue, and seem
/// as slow as the device.
/// </summary>
internal static class RunAheadMeasurement
{
    private const int Stretches = 20;

    /// <summary>Steps in a stretch, at most: few enough that the device's queue has room for them.</summary>
    private const int MostSteps = 8;

    /// <summary>Measures one cell.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="stream">The device's stream.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    public static RunAhead Measure(TrainingBench bench, CudaStream stream, Cell cell)
    {
        int steps = Math.Min(cell.CyclesPerLog, MostSteps);
        var host = new double[Stretches];
        var device = new double[Stretches];
        using FitRun<Batch> run = bench.Monitored(cell.Accumulate, cell.LogInterval, bench.Monitor(cell.Timing));
        run.Advance(2 * steps); // one-time allocation and compilation
        for (int i = 0; i < Stretches; i++)
        {
            stream.Synchronize();
            long start = Stopwatch.GetTimestamp();
            run.Advance(steps);
            host[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / steps;
            stream.Synchronize();
            device[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / steps;
        }
        return new RunAhead(host.Median(), device.Median());
    }
}
