using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>What the machines of a run differ by, for each device, workload and timing.</summary>
/// <param name="cells">The run's records.</param>
internal sealed class MachineSpreads(IReadOnlyList<CellRecord> cells)
{
    private readonly Dictionary<(object Steps, object Of), (double Variance, double Freedom)?> _known = [];

    /// <summary>Whether several machines measured it.</summary>
    public bool HasSeveral { get; } = cells.Select(cell => cell.Place).Distinct().Skip(1).Any();

    /// <summary>
    /// A cell whose differences from its baseline have in their intervals what machines differ by, as far as a run shows it.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="now">What the machines of its run differ by.</param>
    /// <param name="before">The same of the baseline's.</param>
    public static CheckedCell Widened(CheckedCell cell, MachineSpreads now, MachineSpreads before)
    {
        if (cell.Baseline is null || !(now.HasSeveral || before.HasSeveral))
            return cell;
        return cell with
        {
            Difference = Between(cell.Difference, Overhead),
            DirectDifference = Between(cell.DirectDifference, Direct),
        };

        RatioEstimate? Between(RatioEstimate? difference, Func<CellRecord, RatioEstimate?> of) =>
            difference is not null && (now.Of(cell.Record, of) ?? before.Of(cell.Record, of)) is { } spread
                ? BetweenMachines.Widened(difference, spread, before.Of(cell.Record, of) ?? spread)
                : difference;
    }

    private static RatioEstimate? Overhead(CellRecord cell) => cell.Overhead?.ToEstimate();

    private static RatioEstimate? Direct(CellRecord cell) => cell.DirectCost?.ToEstimate();

    /// <summary>See <see cref="BetweenMachines.Spread"/>.</summary>
    /// <param name="cell">A cell of the group.</param>
    /// <param name="of">Of which figure.</param>
    /// <returns><see langword="null"/> if one machine measured the whole group.</returns>
    private (double Variance, double Freedom)? Of(CellRecord cell, Func<CellRecord, RatioEstimate?> of)
    {
        if (!HasSeveral)
            return null;
        (string, string, int, Grid.WorkloadShape, Monitoring.DeviceTiming?) steps = GroupOf(cell);
        if (!_known.TryGetValue((steps, of), out (double, double)? spread))
        {
            spread = BetweenMachines.Spread(
                from one in cells
                where GroupOf(one) == steps
                let estimate = of(one)
                where estimate is { HasInterval: true }
                select (one.Place, estimate)
            );
            _known.Add((steps, of), spread);
        }
        return spread;
    }

    private static (string, string, int, Grid.WorkloadShape, Monitoring.DeviceTiming?) GroupOf(CellRecord cell) =>
        (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape, cell.Timing);
}
