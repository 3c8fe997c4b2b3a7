using MathNet.Numerics.Statistics;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>
/// Which cells of a sweep were measured while the machine was disturbed: those whose interval is over twice as wide as the median of their
/// device and workload. An interval's width does not depend on its position, so measuring these again does not bias the result. Cells of
/// several processes are not measured again: their rounds are spread over the sweep, and each has the same part of its bad minutes.
/// </summary>
internal static class DisturbedCells
{
    private const double TooWide = 2;

    /// <summary>Cells of a device and workload needed to know the usual width.</summary>
    private const int EnoughCells = 8;

    /// <summary>At most one in this many cells of a sweep: it does not wait for a machine that is always busy.</summary>
    private const int OneIn = 8;

    /// <summary>The cells worth measuring once more, in the order of their records; none if some were measured again already.</summary>
    /// <param name="records">A record for each cell.</param>
    public static IReadOnlyList<Cell> Of(IReadOnlyList<CellRecord> records)
    {
        if (records.Any(record => record.Attempt > 1))
            return [];
        CellRecord[] measured = [.. records.Where(record => record.Overhead is not null)];
        HashSet<CellRecord> widest =
        [
            .. measured
                .GroupBy(record => (record.Cell.Device, record.Cell.Size))
                .Where(group => group.Count() >= EnoughCells)
                .SelectMany(group =>
                {
                    double usual = group.Select(Width).Median();
                    return group.Select(record => (Record: record, Share: Width(record) / usual));
                })
                .Where(cell => cell.Share > TooWide && cell.Record is { Agreement.Agrees: true, IsFalse: false, DirectCost: not { Processes: > 1 } })
                .OrderByDescending(cell => cell.Share)
                .Take(measured.Length / OneIn)
                .Select(cell => cell.Record),
        ];
        return [.. measured.Where(widest.Contains).Select(record => record.Cell)];
    }

    private static double Width(CellRecord record) => record.Overhead!.HalfWidth;
}
