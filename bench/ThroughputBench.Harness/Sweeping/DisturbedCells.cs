using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>
/// Which cells of a sweep were measured while the machine was disturbed: those whose interval is over twice as wide as the median of their
/// device and
/// workload. How wide an interval is says nothing of where it lies, so that measuring these again takes no side.
/// </summary>
internal static class DisturbedCells
{
    private const double TooWide = 2;

    /// <summary>Cells of a device and workload that it takes to know what is usual.</summary>
    private const int EnoughCells = 8;

    /// <summary>One in so many cells of a sweep at most: a machine that is never at rest is not waited for.</summary>
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
                .GroupBy(record => (record.Cell.Device, record.Cell.Workload))
                .Where(group => group.Count() >= EnoughCells)
                .SelectMany(group =>
                {
                    double usual = group.Select(Width).Order().ElementAt(group.Count() / 2);
                    return group.Select(record => (Record: record, Share: Width(record) / usual));
                })
                .Where(cell => cell.Share > TooWide && cell.Record is { Agreement.Agrees: true, IsFalse: false })
                .OrderByDescending(cell => cell.Share)
                .Take(measured.Length / OneIn)
                .Select(cell => cell.Record),
        ];
        return [.. measured.Where(widest.Contains).Select(record => record.Cell)];
    }

    private static double Width(CellRecord record) => record.Overhead!.HalfWidth;
}
