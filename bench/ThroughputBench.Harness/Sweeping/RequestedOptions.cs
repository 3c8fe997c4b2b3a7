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
            Workloads = SizesOf(request, devices),
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

    private static List<WorkloadSize> SizesOf(MeasurementRequest request, IReadOnlyList<string> devices)
    {
        RequireSizes(request);
        List<WorkloadSize> sizes =
        [
            .. from name in request.Workloads
            from size in request.Sizes
            where (size.Workload ?? name) == name
            select SizeOf(name, size, request, devices),
        ];
        // A workload whose own size keeps the device busy is measured once.
        sizes = [.. sizes.GroupBy(size => size.Label, StringComparer.Ordinal).Select(same => same.MaxBy(size => size.Chosen is not null)!)];
        if (request.DataPath is not null && !request.Workloads.Contains(WorkloadCatalog.TextWorkload))
        {
            throw new InputException(
                $"--data is what {WorkloadCatalog.TextWorkload} is trained on, and --workload {string.Join(',', request.Workloads)} does "
                    + "not include it: leave out --data."
            );
        }
        return sizes;
    }

    private static WorkloadSize SizeOf(string name, SizeRequest asked, MeasurementRequest request, IReadOnlyList<string> devices)
    {
        bool isExact = asked.Kind == SizeKind.Exact;
        using Workload workload = WorkloadCatalog.Create(
            name,
            new WorkloadOptions
            {
                Seed = (int)request.Options.Seed,
                DataPath = request.DataPath,
                BatchSize = isExact ? asked.BatchSize : request.BatchSize,
                Width = isExact ? asked.Width : request.Width,
                Depth = request.Depth,
                Dtype = request.Dtype?.ToTorch(),
            }
        );
        var size = new WorkloadSize(name, workload.BatchSize, workload.Shape.ToGrid());
        return asked.Kind == SizeKind.Device
            ? DeviceSize.Choose(
                size,
                devices.FirstOrDefault(TimingNames.MatterOn) ?? devices[0],
                MeasurementPlan.From(request.Options, request.DataPath)
            )
            : size;
    }

    private static void RequireSizes(MeasurementRequest request)
    {
        if (request.Sizes.FirstOrDefault(size => size.Workload is not null && !request.Workloads.Contains(size.Workload)) is { } other)
        {
            throw new InputException(
                $"--size {other.Workload}:{other.BatchSize}:{other.Width}: --workload {string.Join(',', request.Workloads)} does not "
                    + $"include {other.Workload}."
            );
        }
        if (request.Sizes.Any(size => size.Kind == SizeKind.Exact) && (request.BatchSize ?? request.Width) is not null)
            throw new InputException("--size with a batch size and a width contradicts --batch-size and --width: leave those out.");
        if (
            request.Sizes.All(size => size.Workload is not null)
            && request.Workloads.FirstOrDefault(name => request.Sizes.All(size => size.Workload != name)) is { } without
        )
        {
            throw new InputException($"--size names no size of {without}: add one, or own.");
        }
        if (request.Shard is not null && request.Sizes.Any(size => size.Kind == SizeKind.Device))
        {
            throw new InputException(
                "--size device is measured, and all shards must have the same sizes: choose them once with --list, and give them, for "
                    + "example --size mlp:8192:4096."
            );
        }
    }

    private static DataFacts? OwnTextOf(MeasurementRequest request)
    {
        if (request.DataPath is not null || !request.Workloads.Contains(WorkloadCatalog.TextWorkload))
            return null;
        (string name, byte[] content) = WorkloadCatalog.OwnText();
        return DataFacts.Of(WorkloadCatalog.TextWorkload, name, content);
    }
}
