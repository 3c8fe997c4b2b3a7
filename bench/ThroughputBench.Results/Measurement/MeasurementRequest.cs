using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;

namespace ThroughputBench.Measurement;

/// <summary>
/// What a command line asks to have measured. The options that a run records are in <see cref="Options"/>; beside them is what must first
/// be looked up on the machine: its devices, the sizes of workloads, and the file of data.
/// </summary>
internal sealed record MeasurementRequest
{
    /// <summary>
    /// What will be recorded. Devices, timings, workloads and data are still to be filled in from the other properties of the request.
    /// </summary>
    public RunOptions Options { get; init; } =
        new()
        {
            Devices = [],
            Workloads = [],
            Accumulate = GridOptions.DefaultAccumulate,
            LogEvery = GridOptions.DefaultLogEvery,
            LogUnit = LogUnit.Batches,
            SecondsPerCell = 3,
            TargetHalfWidth = RunOptions.DefaultTargetHalfWidth,
            Threads = 1,
            Seed = 1,
        };

    /// <summary>Torch devices; <see langword="null"/> for every one that is found.</summary>
    public IReadOnlyList<string>? Devices { get; init; }

    /// <summary>How the monitor times work on CUDA devices; <see langword="null"/> for every way that a device has.</summary>
    public IReadOnlyList<DeviceTiming>? Timings { get; init; }

    /// <summary>Names of workloads.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>Samples per micro-batch of all workloads; <see langword="null"/> for each workload's own.</summary>
    public int? BatchSize { get; init; }

    /// <summary>See <see cref="WorkloadShape.Width"/>; <see langword="null"/> for each workload's own.</summary>
    public int? Width { get; init; }

    /// <summary>See <see cref="WorkloadShape.Depth"/>; <see langword="null"/> for each workload's own.</summary>
    public int? Depth { get; init; }

    /// <summary>Number format of parameters and inputs; <see langword="null"/> for each workload's own.</summary>
    public WorkloadDtype? Dtype { get; init; }

    /// <summary>The sizes of each workload.</summary>
    public IReadOnlyList<SizeRequest> Sizes { get; init; } = [new SizeRequest(SizeKind.Own)];

    /// <summary>The part of the grid that is meant; <see langword="null"/> for all of it.</summary>
    public ShardRequest? Shard { get; init; }

    /// <summary>How many shards there are, for an engine that does not say; <see langword="null"/> if not given.</summary>
    public int? Shards { get; init; }

    /// <summary>Full path of the file given with <c>--data</c>, or <see langword="null"/>.</summary>
    public string? DataPath { get; init; }
}
