using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Pairing;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Against;

/// <summary>
/// Keeps what comes of the cases of a check against a commit. Of a case that is measured again, all launches count.
/// </summary>
/// <param name="cells">The cells of the check, in the order of the grid.</param>
/// <param name="plan">How they are measured.</param>
internal sealed class AgainstRecorder(IReadOnlyList<Cell> cells, MeasurementPlan plan)
{
    private readonly Dictionary<(string Device, WorkloadSize Size), double> _floors = [];
    private readonly Dictionary<(string Device, WorkloadSize Size), WarmHooks> _warmHooks = [];
    private readonly Dictionary<Cell, AgainstCell> _measured = [];
    private readonly Dictionary<(Cell Cell, bool IsFloor), IReadOnlyList<PairedLaunch>> _launches = [];

    /// <summary>The cells in the order of the grid; those that BenchmarkDotNet did not reach have failed.</summary>
    public IReadOnlyList<AgainstCell> Cells =>
        [
            .. cells.Select(cell =>
                _measured.TryGetValue(cell, out AgainstCell? measured)
                    ? measured with
                    {
                        NoiseFloorReach = _floors.TryGetValue((cell.Device, cell.Size), out double reach) ? reach : null,
                        WarmHook = _warmHooks.GetValueOrDefault((cell.Device, cell.Size))?.Of(cell),
                    }
                    : new AgainstCell
                    {
                        Cell = cell,
                        Failed = true,
                        Reason = "BenchmarkDotNet did not run it.",
                    }
            ),
        ];

    /// <summary>Keeps what came of a case that has ended.</summary>
    /// <returns>What came of it, in a few words.</returns>
    public string Keep(EndedCase ended)
    {
        Cell cell = ended.Cell;
        bool isFloor = ended.IsControl;
        PairedResult result = ended.Result with { Launches = WithEarlier(ended.Result.Launches, (cell, isFloor)) };
        RatioEstimate? estimate = result.Pairs > 0 ? OverheadEstimate.ReadLayouts(result).Estimate() : null;
        if (estimate is { HasInterval: false })
            estimate = null;
        if (!isFloor)
            _measured[cell] = Measured(cell, result, estimate);
        else if (estimate is not null)
            _floors[(cell.Device, cell.Size)] = new NoiseFloor(estimate).Reach;
        return estimate is null ? result.Failure ?? "no interval" : Figures.Interval(estimate.Overhead, estimate.Lower, estimate.Upper);
    }

    /// <summary>Times the hooks while caches are warm, for each device and workload that has cells with timed hooks.</summary>
    /// <param name="cancellation">Ends it.</param>
    public void TimeWarmHooks(CancellationToken cancellation)
    {
        foreach (Cell cell in _measured.Values.Where(measured => measured.Hook is not null).Select(measured => measured.Cell))
        {
            if (!_warmHooks.ContainsKey((cell.Device, cell.Size)))
                _warmHooks[(cell.Device, cell.Size)] = WarmHooks.Measure(plan, cell, cancellation);
        }
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
            Hook = HookDifference.From(DirectCosts.Of(OverheadEstimate.Recorded(result), cell)),
            Launches = result.Launches.Sum(launch => Math.Max(1, launch.PairsOfLayouts.Length)),
            Attempt = before is null ? 1 : before.Attempt + 1,
            Reason = estimate is null ? $"The {result.Pairs} pairs that were measured give no interval." : null,
            MoreBytesPerBatch = before is null ? MoreBytesPerBatch(cell) : before.MoreBytesPerBatch,
        };
    }

    private double MoreBytesPerBatch(Cell cell)
    {
        using var bench = new TrainingBench(plan, cell.Size.Label, cell.Device);
        return SideAllocation.Difference(bench, plan.Sides!, cell);
    }
}
