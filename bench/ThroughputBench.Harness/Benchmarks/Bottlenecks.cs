using System.Runtime.InteropServices;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether each workload, as it comes, waits for the host or for a device: what <c>info</c> says of a device within seconds.
/// </summary>
internal static class Bottlenecks
{
    private const double SecondsOfWorkload = 0.4;
    private const int LogEvery = 8;

    /// <summary>Measures every workload on a device.</summary>
    /// <param name="device">For example <c>cuda:0</c>.</param>
    /// <param name="driverOf">What drives a device; the CUDA driver if <see langword="null"/>.</param>
    /// <param name="other">Other work for the device; matrix products if <see langword="null"/>.</param>
    public static IReadOnlyList<BottleneckRecord> Of(
        string device,
        Func<torch.Device, ICudaDriver?>? driverOf = null,
        IOtherWork? other = null
    ) => [.. WorkloadCatalog.Names.Select(workload => Of(workload, device, driverOf, other))];

    private static BottleneckRecord Of(string workload, string device, Func<torch.Device, ICudaDriver?>? driverOf, IOtherWork? other)
    {
        var record = new BottleneckRecord { Device = device, Workload = workload };
        try
        {
            using var bench = new TrainingBench(new MeasurementPlan(), workload, device, driverOf);
            var cell = new Cell
            {
                Device = device,
                Workload = workload,
                BatchSize = bench.BatchSize,
                Shape = WorkloadShape.DefaultOf(workload),
                Timing = TimingNames.MatterOn(device) ? DeviceTiming.Events : null,
                Accumulate = 1,
                LogEvery = LogEvery,
            };
            return record with { RunAhead = RunAheadMeasurement.Measure(bench, bench.Stream!, cell, SecondsOfWorkload, other).ToRecord() };
        }
        catch (Exception wrong) when (wrong is ExternalException or CudaException)
        {
            return record with { WhyNot = wrong.Message.Split('\n', 2)[0].Trim() };
        }
    }
}
