using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Statistics;

namespace ThroughputBench.Records;

/// <summary>From hook times to what is recorded of them: first what a cell's own launch says, then what the launches of all cells say.</summary>
internal static partial class DirectCosts
{
    /// <summary>What a cell's own launches say of its hooks.</summary>
    /// <param name="launches">The raw data, with hook times.</param>
    /// <param name="cell">The cell.</param>
    /// <returns>The record; <see langword="null"/> if hooks were not timed, or for less than two logs.</returns>
    public static DirectCostRecord? Of(IReadOnlyList<RecordedLaunch> launches, Cell cell)
    {
        Layout[][] byProcess = LayoutsOf(launches, BatchesPerLog(cell));
        Layout[] layouts = [.. byProcess.SelectMany(layouts => layouts)];
        if (layouts.Length == 0)
            return null;
        double batch = BatchNanoseconds(launches);
        SectionCost own = Pooled(byProcess, batch);
        SectionReading[] readings = [.. layouts.Select(layout => layout.Reading)];
        return Known(
            new DirectCostRecord
            {
                NanosecondsPerBatch = own.Nanoseconds,
                Lower = 0,
                Upper = 0,
                Confidence = RatioEstimate.DefaultConfidence,
                BetweenLogsNanoseconds = layouts.Average(layout => layout.FactorTo(batch) * layout.Reading.WithinPeriod),
                AtLogNanoseconds = layouts.Average(layout => layout.FactorTo(batch) * layout.Reading.AtEnd),
                Share = 0,
                ShareLower = 0,
                ShareUpper = 0,
                MeanNanoseconds = readings.Average(reading => reading.Mean),
                LongestNanoseconds = readings.Max(reading => reading.Longest),
                BeyondTrim = readings.Sum(reading => reading.BeyondTrim),
                Launches = readings.Length,
                MedianNanoseconds = readings.Average(reading => reading.Median),
                P95Nanoseconds = readings.Average(reading => reading.Percentile95),
                EmptyHookNanoseconds = readings.Average(reading => reading.Empty),
                Hooks = readings.Sum(reading => reading.Operations),
                DegreesOfFreedom = own.DegreesOfFreedom,
                OwnStandardError = own.StandardError,
                OwnDegreesOfFreedom = own.DegreesOfFreedom,
                BatchNanoseconds = batch,
                Processes = byProcess.Length,
                HasEvenSpeeds = true,
            },
            LaunchSpread.Widen([new SectionCell(own, readings.Length, 1.0 / BatchesPerLog(cell), byProcess.Length)])[0]
        );
    }

    /// <summary>What an A/A control says of its hooks, all of which do nothing.</summary>
    /// <param name="launches">The raw data of the control, with hook times.</param>
    /// <returns>The record; <see langword="null"/> if hooks were not timed.</returns>
    public static HookFloorRecord? Floor(IReadOnlyList<RecordedLaunch> launches)
    {
        Layout[][] byProcess = LayoutsOf(launches, 1);
        if (byProcess.Length == 0)
            return null;
        SectionCost difference = Pooled(byProcess, BatchNanoseconds(launches));
        (double lower, double upper) = difference.Interval();
        return new HookFloorRecord
        {
            NanosecondsPerBatch = difference.Nanoseconds,
            Lower = lower,
            Upper = upper,
            Confidence = RatioEstimate.DefaultConfidence,
            Launches = byProcess.Sum(layouts => layouts.Length),
            Hooks = byProcess.Sum(layouts => layouts.Sum(layout => layout.Reading.Operations)),
        };
    }

    /// <summary>The layouts of each process that has any whole one, of all its launches.</summary>
    private static Layout[][] LayoutsOf(IReadOnlyList<RecordedLaunch> launches, int batchesPerLog) =>
        [
            .. launches
                .Select((launch, i) => (Launch: launch, Process: launch.Process ?? -1 - i)) // a process of its own
                .GroupBy(one => one.Process, one => one.Launch)
                .Select(process =>
                    process
                        .SelectMany(launch => launch.ToLayouts())
                        .Where(layout => layout.ToSections(batchesPerLog).IsWhole)
                        .Select(layout => new Layout(SectionReading.Of(layout.ToSections(batchesPerLog)), BatchNanoseconds([layout])))
                        .ToArray()
                )
                .Where(layouts => layouts.Length > 0),
        ];

    /// <summary>
    /// The mean of the processes' means, at the speed of all: layouts of one process are alike, and count as one if there are several
    /// processes.
    /// </summary>
    private static SectionCost Pooled(Layout[][] byProcess, double batch) =>
        SectionCost.Pooled([
            .. byProcess.Select(layouts =>
                SectionCost.Pooled([.. layouts.Select(layout => Times(layout.Reading.Cost, layout.FactorTo(batch)))])
            ),
        ]);

    /// <summary>
    /// A micro-batch of the control with its share of the optimizer step, in the same state of the machine as the hooks: its mean without
    /// the slowest fiftieth of blocks. A busy machine slows hooks and steps alike, so that their ratio means something.
    /// </summary>
    private static double BatchNanoseconds(IReadOnlyList<RecordedLaunch> launches)
    {
        double[] times =
        [
            .. launches
                .SelectMany(launch =>
                    launch.ControlTicks.Select((ticks, block) => ticks * 1e9 / launch.TicksPerSecond / launch.Operations[block])
                )
                .Order(),
        ];
        return times.Take(times.Length - (int)(SectionReading.TrimmedShare * times.Length)).Average();
    }

    /// <summary>
    /// What whole steps say beyond the direct cost, pooled over the cells of a group: nanoseconds per micro-batch, the same for all cells of
    /// a machine. Cells of several machines are pooled machine by machine, and the mean over these has in its interval what they differ by.
    /// </summary>
    /// <param name="cells">The cells of one device, workload and timing.</param>
    /// <returns>The pooled effect; <see langword="null"/> for fewer than two cells that have both.</returns>
    public static IndirectRecord? Indirect(IEnumerable<CellRecord> cells)
    {
        CellRecord[] both = [.. cells.Where(cell => cell is { DirectCost: not null, Overhead: not null, StepNanoseconds: not null })];
        if (both.Length < 2)
            return null;
        SectionCost[] machines =
        [
            .. both.GroupBy(cell => cell.Place)
                .Select(cells => SectionCost.Pooled([.. cells.Select(cell => WholeStep(cell).Less(OfUndisturbedStep(cell)))])),
        ];
        var pooled = SectionCost.Pooled(machines);
        (double lower, double upper) = pooled.Interval();
        return new IndirectRecord
        {
            Device = both[0].Device,
            Workload = both[0].Workload,
            Timing = both[0].Timing,
            NanosecondsPerBatch = pooled.Nanoseconds,
            Lower = lower,
            Upper = upper,
            Cells = both.Length,
            Machines = machines.Length > 1 ? machines.Length : null,
        };
    }

    /// <summary>The same for each group of a run.</summary>
    /// <param name="cells">A run's records.</param>
    public static IReadOnlyList<IndirectRecord> Indirects(IEnumerable<CellRecord> cells) =>
        [
            .. cells
                .GroupBy(cell => (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape, cell.Timing))
                .Select(Indirect)
                .OfType<IndirectRecord>(),
        ];

    /// <summary>Micro-batches from one log to the next.</summary>
    public static int BatchesPerLog(Cell cell) => cell.LogUnit == LogUnit.Steps ? checked(cell.LogEvery * cell.Accumulate) : cell.LogEvery;

    private static double LogsPerBatch(CellRecord record) => 1.0 / BatchesPerLog(record.Cell);

    private static SectionCost OwnOf(CellRecord record) =>
        new(record.DirectCost!.NanosecondsPerBatch, record.DirectCost.OwnStandardError, record.DirectCost.OwnDegreesOfFreedom);

    /// <summary>The direct cost of the step that whole steps speak of: one that nothing disturbs.</summary>
    private static SectionCost OfUndisturbedStep(CellRecord record) =>
        Times(OwnOf(record), record.StepNanoseconds!.Value / record.Accumulate / record.DirectCost!.BatchNanoseconds);

    private static SectionCost Times(SectionCost cost, double factor) =>
        cost with
        {
            Nanoseconds = factor * cost.Nanoseconds,
            StandardError = factor * cost.StandardError,
        };

    private static SectionCost WholeStep(CellRecord record)
    {
        OverheadRecord overhead = record.Overhead!;
        double batch = record.StepNanoseconds!.Value / record.Accumulate,
            freedom = overhead.DegreesOfFreedom ?? double.PositiveInfinity;
        (_, double reach) = new SectionCost(0, 1, freedom).Interval(overhead.Confidence);
        return new(overhead.NanosecondsPerBatch, overhead.HalfWidth * batch / reach, freedom);
    }

    private static DirectCostRecord Known(DirectCostRecord record, SectionCost cost)
    {
        (double lower, double upper) = cost.Interval(record.Confidence);
        return record with
        {
            Lower = lower,
            Upper = upper,
            Share = cost.Nanoseconds / record.BatchNanoseconds,
            ShareLower = lower / record.BatchNanoseconds,
            ShareUpper = upper / record.BatchNanoseconds,
            DegreesOfFreedom = cost.DegreesOfFreedom,
        };
    }

    /// <summary>What one layout says of its hooks, and of the micro-batches around them.</summary>
    private readonly record struct Layout(SectionReading Reading, double BatchNanoseconds)
    {
        /// <summary>
        /// What brings its times to the speed of all launches. A slow quarter of a second slows hooks and micro-batches alike: of mlp, what
        /// 6 or 12 launches took correlated with their micro-batches by 0.7 to 0.9, and the error of their mean fell by a third to a half.
        /// </summary>
        public double FactorTo(double batch) => BatchNanoseconds > 0 ? batch / BatchNanoseconds : 1;
    }
}
