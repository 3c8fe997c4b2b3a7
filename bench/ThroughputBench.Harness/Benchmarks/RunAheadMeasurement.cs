using System.Diagnostics;
using MathNet.Numerics.Statistics;
using ThroughputBench.Grid;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether the monitor makes the host wait: short stretches of training, each starting with an idle device, timed until the host has queued
/// everything and until the device has done it. In a long training the host would eventually wait for room in the device's queue, and seem
/// as slow as the device.
/// </summary>
internal static class RunAheadMeasurement
{
    private const int Stretches = 20;
    private const int BehindStretches = 5;
    private const int OtherWork = 4096;
    private const int MostPieces = 400;

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
        var ahead = new RunAhead(host.Median(), device.Median());
        return torch.device(cell.Device).type == DeviceType.CUDA ? Behind(bench, stream, cell, ahead) : ahead;
    }

    // Does training itself wait anywhere? The device gets other work first, several times as long as a step. If the host is ready with the
    // step before that is done, nothing in the step waits.
    private static RunAhead Behind(TrainingBench bench, CudaStream stream, Cell cell, RunAhead ahead)
    {
        using torch.Tensor factor = torch.ones(OtherWork, OtherWork, device: torch.device(cell.Device)),
            product = torch.empty(OtherWork, OtherWork, device: torch.device(cell.Device));
        using FitRun<Batch> run = bench.Control(cell.Accumulate);
        run.Advance(1);
        Work(1);
        long began = Stopwatch.GetTimestamp();
        Work(4);
        double work = Stopwatch.GetElapsedTime(began).TotalNanoseconds / 4;
        int pieces = (int)Math.Clamp(4 * (ahead.HostNanosecondsPerStep + ahead.DeviceNanosecondsPerStep) / work, 4, MostPieces);
        double least = double.PositiveInfinity;
        bool waits = true;
        for (int i = 0; i < BehindStretches; i++)
        {
            Ask(pieces);
            began = Stopwatch.GetTimestamp();
            run.Advance(1);
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalNanoseconds);
            waits &= stream.IsIdle();
            stream.Synchronize();
        }
        return ahead with { BehindNanosecondsPerStep = least, WaitsForDevice = waits };

        void Work(int count)
        {
            Ask(count);
            stream.Synchronize();
        }

        void Ask(int count)
        {
            using var noGradients = torch.no_grad();
            for (int i = 0; i < count; i++)
                product.addmm_(factor, factor, beta: 0);
        }
    }
}
