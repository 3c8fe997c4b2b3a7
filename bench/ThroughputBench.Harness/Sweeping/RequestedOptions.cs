using ThroughputBench.Benchmarks;
using ThroughputBench.Devices;
using ThroughputBench.Grid;
using ThroughputBench.Measurement;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Workloads;

namespace ThroughputBench.Sweeping;

/// <summary>From what a command line asks for to the options of a run: looks up devices, the sizes of workloads, and data.</summary>
internal static class RequestedOptions
{
    /// <summary>Looks up on this machine what a request leaves open.</summary>
    /// <exception cref="InputException">A device or a fault is not known, a timing has no meaning, or the data cannot be read.</exception>
    /// <exception cref="WorkloadException">A workload is not known, or cannot have the size that is asked for.</exception>
    public static RunOptions Resolve(MeasurementRequest request)
    {
        if (request.Options.Fault is { } fault)
            Fault.Parse(fault);
        IReadOnlyList<string> devices = DevicesOf(request.Devices);
        IReadOnlyList<DeviceTiming> timings = TimingsOn(devices, request.Timings);
        return request.Options with
        {
            Devices = devices,
            Timings = timings.Count == 0 ? null : timings,
            Workloads = SizesOf(request),
            Data = NewRun.FactsOf(request.DataPath),
            OwnText = OwnTextOf(request),
            Shard = request.Shard?.Resolve(request.Shards, Environment.GetEnvironmentVariable),
        };
    }

    /// <summary>The ways to time that are a dimension of the grid of these devices.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="given">What was asked for, or <see langword="null"/>.</param>
    /// <exception cref="InputException">Some were asked for, and no device has more than one way.</exception>
    internal static IReadOnlyList<DeviceTiming> TimingsOn(IReadOnlyList<string> devices, IReadOnlyList<DeviceTiming>? given)
    {
        if (devices.Any(TimingNames.MatterOn))
            return given ?? TimingNames.All;
        return given is null
            ? []
            : throw new InputException(
                "--timing is for CUDA devices, and --device names none: on the CPU there is only one way. Leave out --timing."
            );
    }

    private static IReadOnlyList<string> DevicesOf(IReadOnlyList<string>? names)
    {
        var devices = new DeviceNames(new CudaSystem());
        if (names is null)
            return devices.Found();
        foreach (string name in names)
            devices.Require(name);
        return names;
    }

    private static List<WorkloadSize> SizesOf(MeasurementRequest request)
    {
        var options = new WorkloadOptions
        {
            Seed = (int)request.Options.Seed,
            DataPath = request.DataPath,
            BatchSize = request.BatchSize,
            Width = request.Width,
            Depth = request.Depth,
            Dtype = request.Dtype?.ToTorch(),
        };
        var sizes = new List<WorkloadSize>();
        foreach (string name in request.Workloads)
        {
            using Workload workload = WorkloadCatalog.Create(name, options);
            sizes.Add(new WorkloadSize(name, workload.BatchSize, workload.Shape.ToGrid()));
        }
        if (request.DataPath is not null && !request.Workloads.Contains(WorkloadCatalog.TextWorkload))
        {
            throw new InputException(
                $"--data is what {WorkloadCatalog.TextWorkload} is trained on, and --workload {string.Join(',', request.Workloads)} does "
                    + "not include it: leave out --data."
            );
        }
        return sizes;
    }

    private static DataFacts? OwnTextOf(MeasurementRequest request)
    {
        if (request.DataPath is not null || !request.Workloads.Contains(WorkloadCatalog.TextWorkload))
            return null;
        (string name, byte[] content) = WorkloadCatalog.OwnText();
        return DataFacts.Of(WorkloadCatalog.TextWorkload, name, content);
    }
}
