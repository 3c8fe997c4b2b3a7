using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// The values that BenchmarkDotNet gives to the benchmarks' parameters: those of the run's cells, or the default grid for <c>bdn</c>. They
/// travel in the <see cref="MeasurementPlan"/>, which is an environment variable: as lists, for 10,000 cells would be too long for one.
/// </summary>
internal sealed record BenchmarkGrid
{
    public required IReadOnlyList<string> Devices { get; init; }

    public required IReadOnlyList<string> Workloads { get; init; }

    public required IReadOnlyList<DeviceTiming?> Timings { get; init; }

    public required IReadOnlyList<int> Accumulations { get; init; }

    public required IReadOnlyList<int> LogIntervals { get; init; }

    public required IReadOnlyList<LogUnit> LogUnits { get; init; }

    /// <summary>How many parts the control of a device and workload has at most.</summary>
    public int ControlParts { get; init; } = 1;

    /// <summary>The grid of <c>bdn</c>.</summary>
    public static BenchmarkGrid Default { get; } =
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
    public static BenchmarkGrid From(IReadOnlyCollection<Cell> cells) =>
        new()
        {
            Devices = [.. cells.Select(cell => cell.Device).Distinct()],
            Workloads = [.. cells.Select(cell => cell.Size.Label).Distinct()],
            Timings = [.. cells.Select(cell => cell.Timing).Distinct()],
            Accumulations = [.. cells.Select(cell => cell.Accumulate).Distinct()],
            LogIntervals = [.. cells.Select(cell => cell.LogEvery).Distinct()],
            LogUnits = [.. cells.Select(cell => cell.LogUnit).Distinct()],
            ControlParts = cells
                .GroupBy(cell => (cell.Device, cell.Size))
                .Max(group => group.Chunk(NoiseFloorBenchmark.CellsBetweenParts).Count() + 1),
        };
}
