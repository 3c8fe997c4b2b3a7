using System.Diagnostics;
using System.Runtime.InteropServices;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Measurement;
using ThroughputBench.Workloads;

namespace ThroughputBench.Sweeping;

/// <summary>
/// Chooses a size that keeps a device busy: it grows a workload until a step is so long that the host is not the bottleneck.
/// </summary>
/// <param name="measure">Times a step of a size: the host's time and the device's; <see langword="null"/> if it is refused, or has no room
/// on the device.</param>
/// <param name="isTimeUp">Whether no more sizes shall be tried.</param>
internal sealed class DeviceSize(Func<WorkloadSize, RunAhead?> measure, Func<bool> isTimeUp)
{
    /// <summary>How many times as long as the host the device takes at least.</summary>
    private const double ClearlyLonger = 1.5;

    private const int Factor = 2;

    // Building a size takes time as well.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private const double SecondsOfSize = 0.1;

    /// <summary>Chooses on a device.</summary>
    /// <param name="own">The size to grow from.</param>
    /// <param name="device">The device.</param>
    /// <param name="plan">Threads, seed and data.</param>
    public static WorkloadSize Choose(WorkloadSize own, string device, MeasurementPlan plan)
    {
        long began = Stopwatch.GetTimestamp();
        return new DeviceSize(Measure, () => Stopwatch.GetElapsedTime(began) > Longest).Choose(own, device);

        RunAhead? Measure(WorkloadSize size)
        {
            try
            {
                using var bench = new TrainingBench(plan with { Sizes = [size] }, size.Label, device);
                return RunAheadMeasurement.WithoutMonitor(bench, SecondsOfSize);
            }
            catch (WorkloadException) when (size != own)
            {
                return null;
            }
            catch (ExternalException) when (size != own) // libtorch has no room for it
            {
                return null;
            }
        }
    }

    /// <summary>Chooses.</summary>
    /// <param name="own">The size to grow from; it is chosen if the device is busy with it.</param>
    /// <param name="device">The device, for the record.</param>
    /// <returns>The first size with which the device is busy, or else the largest that was tried.</returns>
    public WorkloadSize Choose(WorkloadSize own, string device)
    {
        WorkloadSize size = own;
        RunAhead time = measure(own) ?? throw new InvalidOperationException($"A step of {own.Label} cannot be timed.");
        bool isBusy = IsBusy(time);
        while (!isBusy && !isTimeUp() && Larger(size) is var (larger, longer))
        {
            isBusy = IsBusy(longer) || GrewWithWork(longer.DeviceNanosecondsPerStep / time.DeviceNanosecondsPerStep, size, larger);
            (size, time) = (larger, longer);
        }
        return size with { Chosen = new SizeChoice(device, time.HostNanosecondsPerStep, time.DeviceNanosecondsPerStep, isBusy) };
    }

    private static bool IsBusy(RunAhead time) => time.DeviceNanosecondsPerStep > ClearlyLonger * time.HostNanosecondsPerStep;

    // On the CPU host and device are one, and some devices are waited for in each step. A time that grows like work, rather than not at
    // all, is not the host's.
    private static bool GrewWithWork(double growth, WorkloadSize before, WorkloadSize size) =>
        growth > Math.Sqrt((double)size.BatchSize / before.BatchSize * size.ShapeInForce.Width / before.ShapeInForce.Width);

    /// <summary>Twice the batch and twice the width; where the width can grow no more, twice the batch.</summary>
    private (WorkloadSize Size, RunAhead Time)? Larger(WorkloadSize size)
    {
        if (Factor * size.BatchSize > SizeOptions.LargestBatchSize)
            return null;
        WorkloadSize batch = size with { BatchSize = Factor * size.BatchSize };
        WorkloadSize both = batch with { Shape = size.ShapeInForce with { Width = Factor * size.ShapeInForce.Width } };
        foreach (WorkloadSize larger in (WorkloadSize[])[both, batch])
        {
            if (measure(larger) is { } time)
                return (larger, time);
        }
        return null;
    }
}
