using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Pairing;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Against;

/// <summary>
/// Keeps the result of each case of a check against a commit when the case ends. If a case is measured again, all its launches count.
/// </summary>
internal sealed class AgainstRecorder(
    IReadOnlyList<Cell> cells,
    MeasurementPlan plan,
    SweepProgress progress,
    CancellationToken cancellation
) : EventProcessor
{
    private readonly Dictionary<(string Device, string Workload), double> _floors = [];
    private readonly Dictionary<Cell, AgainstCell> _measured = [];
    private readonly Dictionary<(Cell Cell, bool IsFloor), IReadOnlyList<PairedLaunch>> _launches = [];

    /// <summary>The cells in the order of the grid; those that BenchmarkDotNet did not reach have failed.</summary>
    public IReadOnlyList<AgainstCell> Cells =>
        [
            .. cells.Select(cell =>
                _measured.TryGetValue(cell, out AgainstCell? measured)
                    ? measured with
                    {
                        NoiseFloorReach = _floors.TryGetValue((cell.Device, cell.Workload), out double reach) ? reach : null,
                    }
                    : new AgainstCell
                    {
                        Cell = cell,
                        Failed = true,
                        Reason = "BenchmarkDotNet did not run it.",
                    }
            ),
        ];

    /// <summary>The cell that a case belongs to; <see langword="null"/> if none of them does.</summary>
    public static Cell? CellOf(BenchmarkCase benchmarkCase, IReadOnlyList<Cell> cells) =>
        cells.FirstOrDefault(cell =>
            cell.Device == Parameter<string>(benchmarkCase, nameof(MonitoredTraining.Device))
            && cell.Workload == Parameter<string>(benchmarkCase, nameof(MonitoredTraining.Workload))
            && cell.Accumulate == Parameter<int>(benchmarkCase, nameof(MonitoredTraining.Accumulate))
            && cell.LogEvery == Parameter<int>(benchmarkCase, nameof(MonitoredTraining.LogEvery))
        );

    /// <summary>Whether a case measures the other commit against itself.</summary>
    public static bool IsFloor(BenchmarkCase benchmarkCase) => Parameter<bool>(benchmarkCase, nameof(AgainstBenchmark.Itself));

    public override void OnStartBuildStage(IReadOnlyList<BuildPartition> partitions) => cancellation.ThrowIfCancellationRequested();

    public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase)
    {
        cancellation.ThrowIfCancellationRequested();
        Cell cell = CellOf(benchmarkCase);
        progress.Begin(IsFloor(benchmarkCase) ? $"{cell.Workload} on {cell.Device}, old against itself" : cell.ToString());
    }

    public override void OnEndRunBenchmark(BenchmarkCase benchmarkCase, BenchmarkReport report)
    {
        PairedResult result = PairedResult.From(report);
        Interrupt.ThrowIfInterrupted(failed: result.Failure is not null, cancellation);
        Cell cell = CellOf(benchmarkCase);
        result = result with { Launches = WithEarlier(result.Launches, (cell, IsFloor(benchmarkCase))) };
        RatioEstimate? estimate = result.Pairs > 0 ? OverheadEstimate.Read(result).Estimate() : null;
        if (estimate is { HasInterval: false })
            estimate = null;
        if (!IsFloor(benchmarkCase))
            _measured[cell] = Measured(cell, result, estimate);
        else if (estimate is not null)
            _floors[(cell.Device, cell.Workload)] = new NoiseFloor(estimate).Reach;
        progress.End(
            estimate is null ? result.Failure ?? "no interval" : Figures.Interval(estimate.Overhead, estimate.Lower, estimate.Upper)
        );
    }

    /// <summary>
    /// All launches of a case. One of an earlier attempt that was too short for an interval would spoil that of the others: it is left out.
    /// </summary>
    private IReadOnlyList<PairedLaunch> WithEarlier(IReadOnlyList<PairedLaunch> launches, (Cell Cell, bool IsFloor) measured) =>
        _launches[measured] = [
            .. _launches.GetValueOrDefault(measured, []).Where(launch => launch.Pairs >= RatioEstimate.MinimumPairsOfLaunch),
            .. launches,
        ];

    private AgainstCell Measured(Cell cell, PairedResult result, RatioEstimate? estimate)
    {
        if (result.Failure is { } failure)
        {
            return new AgainstCell
            {
                Cell = cell,
                Failed = true,
                Reason = failure,
            };
        }

        AgainstCell? before = _measured.GetValueOrDefault(cell);
        return new AgainstCell
        {
            Cell = cell,
            Difference = estimate,
            Launches = result.Launches.Count,
            Attempt = before is null ? 1 : before.Attempt + 1,
            Reason = estimate is null ? $"The {result.Pairs} pairs that were measured give no interval." : null,
            MoreBytesPerBatch = before is null ? MoreBytesPerBatch(cell) : before.MoreBytesPerBatch,
        };
    }

    private double MoreBytesPerBatch(Cell cell)
    {
        using var bench = new TrainingBench(plan, cell.Workload, cell.Device);
        return SideAllocation.Difference(bench, plan.Sides!, cell);
    }

    private Cell CellOf(BenchmarkCase benchmarkCase) => CellOf(benchmarkCase, cells)!;

    private static T Parameter<T>(BenchmarkCase benchmarkCase, string name) => (T)benchmarkCase.Parameters[name];
}
