using BenchmarkDotNet.Running;
using ThroughputBench.Against;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// What a case of BenchmarkDotNet measures, in terms of the grid: the one mapping between cells and cases. A case is a cell's if both give
/// equal values.
/// </summary>
internal sealed record CellCase
{
    /// <summary>See <see cref="Cell.Device"/>.</summary>
    public required string Device { get; init; }

    /// <summary>The workload with its size; see <see cref="WorkloadSize.Label"/>.</summary>
    public required string Workload { get; init; }

    /// <summary>See <see cref="Cell.Accumulate"/>.</summary>
    public required int Accumulate { get; init; }

    /// <summary>When the monitor logs; <see langword="null"/> if there is no monitor.</summary>
    public LogInterval? Interval { get; init; }

    /// <summary>See <see cref="Cell.Timing"/>.</summary>
    public DeviceTiming? Timing { get; init; }

    /// <summary>Whether it measures one side against itself: the noise floor of a device and workload.</summary>
    public bool IsControl { get; init; }

    /// <summary>
    /// Of the control of a training without a monitor: which of its parts, from 0. Each stretch of cells lies between two of them.
    /// </summary>
    public int? Part { get; init; }

    /// <summary>The case that measures a cell.</summary>
    public static CellCase From(Cell cell) =>
        new()
        {
            Device = cell.Device,
            Workload = cell.Size.Label,
            Accumulate = cell.Accumulate,
            Interval = cell.LogInterval,
            Timing = cell.Timing,
        };

    /// <summary>What a case measures.</summary>
    /// <param name="benchmark">A case of <see cref="PairedTraining"/>.</param>
    public static CellCase From(BenchmarkCase benchmark) =>
        new()
        {
            Device = (string)benchmark.Parameters[nameof(PairedTraining.Device)],
            Workload = (string)benchmark.Parameters[nameof(PairedTraining.Workload)],
            Accumulate = (int)benchmark.Parameters[nameof(PairedTraining.Accumulate)],
            Interval =
                benchmark.Parameters[nameof(MonitoredTraining.LogEvery)] is int logEvery
                && benchmark.Parameters[nameof(MonitoredTraining.LogUnit)] is LogUnit unit
                    ? new LogInterval(logEvery, unit)
                    : null,
            Timing = (DeviceTiming?)benchmark.Parameters[nameof(MonitoredTraining.Timing)],
            IsControl =
                benchmark.Descriptor.Type == typeof(NoiseFloorBenchmark)
                || benchmark.Parameters[nameof(AgainstBenchmark.Itself)] is true,
            Part = (int?)benchmark.Parameters[nameof(NoiseFloorBenchmark.Part)],
        };

    /// <summary>The control of a training without a monitor, with the accumulation of this case.</summary>
    /// <param name="part">Which part of it.</param>
    public CellCase ControlWithoutMonitor(int part) =>
        this with
        {
            IsControl = true,
            Interval = null,
            Timing = null,
            Part = part,
        };

    /// <summary>
    /// The cell that is measured; of a control, which is of a device and workload, the first cell of both, which lends it its name.
    /// </summary>
    /// <param name="cells">Cells of a grid, in its order.</param>
    /// <returns>The cell, or <see langword="null"/> if it is not among them.</returns>
    public Cell? In(IReadOnlyList<Cell> cells) =>
        cells.FirstOrDefault(cell => IsControl ? (cell.Device, cell.Size.Label) == (Device, Workload) : From(cell) == this);
}
