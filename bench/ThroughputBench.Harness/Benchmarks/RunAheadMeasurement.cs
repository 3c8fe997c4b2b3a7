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
    private const int FewestStretches = 3;
    private const int BehindStretches = 5;

    /// <summary>Steps in a stretch, at most: few enough that the device's queue has room for them.</summary>
    private const int MostSteps = 8;

    /// <summary>How many times as long as a step the device has other work to do first.</summary>
    private const double StepsOfOtherWork = 4;

    /// <summary>Measures one cell.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="stream">The device's stream.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="seconds">About how long it may take; of long steps a few are measured in any case.</param>
    /// <param name="other">Other work for the device; <see langword="null"/> for matrix products on a CUDA device.</param>
    public static RunAhead Measure(TrainingBench bench, CudaStream stream, Cell cell, double seconds, IOtherWork? other = null)
    {
        using FitRun<Batch> run = bench.Monitored(cell.Accumulate, cell.LogInterval, bench.Monitor(cell.Timing));
        RunAhead ahead = Stretch(run, stream, Math.Min(cell.CyclesPerLog, MostSteps), seconds / 2, times => times.Median());
        if (other is not null)
            return Behind(bench, stream, cell, ahead, seconds / 2, other);
        if (torch.device(cell.Device).type != DeviceType.CUDA)
            return ahead;
        using var products = new MatrixProducts(torch.device(cell.Device));
        return Behind(bench, stream, cell, ahead, seconds / 2, products);
    }

    /// <summary>
    /// The least that a step takes without a monitor and without accumulation. On the CPU host and device are one.
    /// </summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="seconds">About how long it may take.</param>
    public static RunAhead WithoutMonitor(TrainingBench bench, double seconds)
    {
        using FitRun<Batch> run = bench.Control(accumulate: 1);
        return Stretch(run, bench.Stream, MostSteps, seconds, times => times.Minimum());
    }

    private static RunAhead Stretch(FitRun<Batch> run, CudaStream? stream, int most, double seconds, Func<List<double>, double> of)
    {
        run.Advance(2); // one-time allocation and compilation
        long began = Stopwatch.GetTimestamp();
        run.Advance(1);
        stream?.Synchronize();
        double secondsPerStep = Stopwatch.GetElapsedTime(began).TotalSeconds;
        int steps = (int)Math.Clamp(seconds / (FewestStretches * secondsPerStep), 1, most);
        List<double> host = [],
            device = [];
        while (
            host.Count < FewestStretches
            || (host.Count < Stretches && Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        )
        {
            stream?.Synchronize();
            long start = Stopwatch.GetTimestamp();
            run.Advance(steps);
            double queued = Stopwatch.GetElapsedTime(start).TotalNanoseconds / steps;
            stream?.Synchronize();
            host.Add(queued);
            device.Add(stream is null ? queued : Stopwatch.GetElapsedTime(start).TotalNanoseconds / steps);
        }
        return new RunAhead(of(host), of(device));
    }

    // Does training itself wait anywhere, and how long does the device need for a step? It gets other work first, several times as long as
    // a step. If the host is ready with the step before that is done, nothing in the step waits, and events around it time the device
    // alone.
    private static RunAhead Behind(
        TrainingBench bench,
        CudaStream stream,
        Cell cell,
        RunAhead ahead,
        double seconds,
        IOtherWork other
    )
    {
        using FitRun<Batch> run = bench.Control(cell.Accumulate);
        run.Advance(1);
        other.Queue(StepsOfOtherWork * (ahead.HostNanosecondsPerStep + ahead.DeviceNanosecondsPerStep));
        stream.Synchronize();
        nint begin = stream.CreateEvent(),
            end = stream.CreateEvent();
        try
        {
            double least = double.PositiveInfinity,
                busy = double.PositiveInfinity;
            bool waits = true;
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < BehindStretches && (i == 0 || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds); i++)
            {
                other.Queue(StepsOfOtherWork * (ahead.HostNanosecondsPerStep + ahead.DeviceNanosecondsPerStep));
                stream.Record(begin);
                long start = Stopwatch.GetTimestamp();
                run.Advance(1);
                least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
                bool stayedAhead = !stream.IsPassed(begin);
                waits &= stream.IsIdle();
                stream.Record(end);
                stream.Synchronize();
                if (stayedAhead)
                    busy = Math.Min(busy, 1e6 * stream.Milliseconds(begin, end));
            }
            return ahead with
            {
                BehindNanosecondsPerStep = least,
                WaitsForDevice = waits,
                BusyNanosecondsPerStep = double.IsFinite(busy) ? busy : null,
            };
        }
        finally
        {
            stream.Destroy(begin);
            stream.Destroy(end);
        }
    }
}
