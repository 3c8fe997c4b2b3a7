using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// The values that BenchmarkDotNet gives to the benchmarks' parameters: those of the run's cells, or the default grid for <c>bdn</c>.
/// </summary>
internal sealed record BenchmarkGrid
{
    public required IReadOnlyList<string> Devices { get; init; }

    public required IReadOnlyList<string> Workloads { get; init; }

    public required IReadOnlyList<DeviceTiming?> Timings { get; init; }

    public required IReadOnlyList<int> Accumulations { get; init; }

    public required IReadOnlyList<int> LogIntervals { get; init; }

    public required IReadOnlyList<LogUnit> LogUnits { get; init; }

    /// <summary>The grid of this process's run. A benchmark's process never reads it: BenchmarkDotNet writes the values into that
    /// process.</summary>
    public static BenchmarkGrid Current { get; set; } =
        new()
        {
            Devices = ["cpu"],
            Workloads = WorkloadCatalog.Names,
            Timings = [null],
            Accumulations = GridOptions.DefaultAccumulate,
            LogIntervals = GridOptions.DefaultLogEvery,
            LogUnits = [LogUnit.Batches],
        };

    /// <summary>Every value that occurs in some cell.</summary>
    public static BenchmarkGrid Of(IReadOnlyCollection<Cell> cells) =>
        new()
        {
            Devices = [.. cells.Select(cell => cell.Device).Distinct()],
            Workloads = [.. cells.Select(cell => cell.Workload).Distinct()],
            Timings = [.. cells.Select(cell => cell.Timing).Distinct()],
            Accumulations = [.. cells.Select(cell => cell.Accumulate).Distinct()],
            LogIntervals = [.. cells.Select(cell => cell.LogEvery).Distinct()],
            LogUnits = [.. cells.Select(cell => cell.LogUnit).Distinct()],
        };
}
