using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Merging;

/// <summary>Whether the figures in a run's records are those that its raw data give.</summary>
internal static class RecordedFigures
{
    /// <summary>Another processor's exponentials and logarithms differ in the last digits.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>Requires that the cost of each measured cell follows from its raw data.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="recorded">Its records.</param>
    /// <returns>
    /// The records. Those of a run that was not finished get the intervals of their direct costs from the raw data: a killed process could
    /// not complete them.
    /// </returns>
    /// <exception cref="InputException">Raw data are missing or damaged, or a figure is another.</exception>
    public static RecordedRun Require(string path, RecordedRun recorded)
    {
        var whole = new List<CellRecord>();
        foreach (CellRecord record in recorded.Cells.Where(record => record.Overhead is not null || record.DirectCost is not null))
        {
            IReadOnlyList<RecordedLaunch> blocks = RawData.ReadBlocks(path, record.Cell, Comparison.Overhead);
            DirectCostRecord? direct = DirectCosts.Of(blocks, record.Cell);
            SeriesReading reading = Overheads.Read(blocks);
            OverheadRecord? overhead = Overheads.Of(blocks, reading);
            RequireSame(path, record.Cell, FiguresOf(record.Overhead), FiguresOf(overhead));
            RequireSame(path, record.Cell, OwnFiguresOf(record.DirectCost), OwnFiguresOf(direct));
            RequireSame(
                path,
                record.Cell,
                [("stepNanoseconds", record.StepNanoseconds)],
                [("stepNanoseconds", Overheads.BatchNanoseconds(blocks, reading) * record.Accumulate)]
            );
            whole.Add(record with { DirectCost = direct });
        }

        Dictionary<Cell, CellRecord> completed = whole.ToDictionary(record => record.Cell);
        foreach (CellRecord record in DirectCosts.Completed(whole))
            completed[record.Cell] = record;
        if (recorded.Run.State != RunState.Finished)
        {
            return recorded with
            {
                Cells =
                [
                    .. recorded.Cells.Select(record =>
                        record.DirectCost is null ? record : record with { DirectCost = completed[record.Cell].DirectCost }
                    ),
                ],
            };
        }
        foreach (CellRecord record in recorded.Cells.Where(record => record.DirectCost is not null))
            RequireSame(path, record.Cell, IntervalOf(record.DirectCost!), IntervalOf(completed[record.Cell].DirectCost!));
        return recorded;
    }

    private static (string Name, double? Value)[] FiguresOf(OverheadRecord? record) =>
        record is null
            ? []
            :
            [
                ("overhead.estimate", record.Estimate),
                ("overhead.lower", record.Lower),
                ("overhead.upper", record.Upper),
                ("overhead.confidence", record.Confidence),
                ("overhead.degreesOfFreedom", record.DegreesOfFreedom),
                ("overhead.effectiveUnits", record.EffectiveUnits),
                ("overhead.meanOverhead", record.MeanOverhead),
                ("overhead.pairs", record.Pairs),
                ("overhead.nanosecondsPerBatch", record.NanosecondsPerBatch),
            ];

    private static (string Name, double? Value)[] OwnFiguresOf(DirectCostRecord? record) =>
        record is null
            ? []
            :
            [
                ("directCost.nanosecondsPerBatch", record.NanosecondsPerBatch),
                ("directCost.betweenLogsNanoseconds", record.BetweenLogsNanoseconds),
                ("directCost.atLogNanoseconds", record.AtLogNanoseconds),
                ("directCost.meanNanoseconds", record.MeanNanoseconds),
                ("directCost.longestNanoseconds", record.LongestNanoseconds),
                ("directCost.medianNanoseconds", record.MedianNanoseconds),
                ("directCost.p95Nanoseconds", record.P95Nanoseconds),
                ("directCost.emptyHookNanoseconds", record.EmptyHookNanoseconds),
                ("directCost.beyondTrim", record.BeyondTrim),
                ("directCost.launches", record.Launches),
                ("directCost.processes", record.Processes ?? 1),
                ("directCost.hooks", record.Hooks),
                ("directCost.ownStandardError", record.OwnStandardError),
                ("directCost.ownDegreesOfFreedom", record.OwnDegreesOfFreedom),
                ("directCost.batchNanoseconds", record.BatchNanoseconds),
            ];

    private static (string Name, double? Value)[] IntervalOf(DirectCostRecord record) =>
        [
            ("directCost.lower", record.Lower),
            ("directCost.upper", record.Upper),
            ("directCost.confidence", record.Confidence),
            ("directCost.share", record.Share),
            ("directCost.shareLower", record.ShareLower),
            ("directCost.shareUpper", record.ShareUpper),
            ("directCost.degreesOfFreedom", record.DegreesOfFreedom),
        ];

    private static void RequireSame(string path, Cell cell, (string Name, double? Value)[] recorded, (string Name, double? Value)[] raw)
    {
        if (recorded.Length != raw.Length)
        {
            string name = recorded.Concat(raw).First().Name.Split('.')[0];
            throw new InputException(
                $"{Path.Combine(path, RunFolder.CellsFile)} and the raw data differ on whether {cell} has a figure for {name}: one "
                    + "of them was changed."
            );
        }
        foreach (((string name, double? says), (_, double? gives)) in recorded.Zip(raw))
        {
            if (!IsSame(says, gives))
            {
                throw new InputException(
                    $"{Path.Combine(path, RunFolder.CellsFile)} has {name} {Text(says)} for {cell}, and its raw data give "
                        + $"{Text(gives)}: one of them was changed, or another version measured it (then use that one)."
                );
            }
        }
    }

    private static bool IsSame(double? one, double? other) =>
        one == other || (one is { } a && other is { } b && Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)));

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "none";
}
