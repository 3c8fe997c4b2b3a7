using BenchmarkDotNet.Reports;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Pairing;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;

namespace ThroughputBench.Sweeping;

/// <summary>Makes a cell's record from its pairs and from what else was measured of it, and appends it to the run.</summary>
/// <param name="folder">The run.</param>
/// <param name="plan">How it is measured.</param>
/// <param name="attempt">Which measurement of its cells it is, from 1.</param>
/// <param name="measurement">Measures what pairs do not show.</param>
internal sealed class CellRecorder(RunFolder folder, MeasurementPlan plan, int attempt, CellMeasurement measurement)
{
    private readonly Dictionary<(string Device, WorkloadSize Size), Control> _controls = [];

    /// <summary>Records a case that has ended: a cell's line is in the run when it returns.</summary>
    /// <returns>What came of it, in a few words.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted; the cell is not recorded.</exception>
    public string Record(EndedCase ended) =>
        ended.IsControl ? KeepFloor(ended.Cell, ended.Result) : Append(ended.Cell, ended.Result, ended.Throttling);

    /// <summary>Records the cells that never ran: their build failed, or BenchmarkDotNet refused them.</summary>
    public void AppendMissing(IReadOnlyList<Cell> cells, IReadOnlyCollection<Summary> summaries, CancellationToken cancellation)
    {
        Interrupt.ThrowIfInterrupted(failed: summaries.Any(summary => summary.Reports.Any(report => !report.Success)), cancellation);
        Dictionary<CellCase, BenchmarkReport> reports = summaries
            .SelectMany(summary => summary.Reports)
            .Where(report => !CellCase.From(report.BenchmarkCase).IsControl)
            .DistinctBy(report => CellCase.From(report.BenchmarkCase)) // the joined summary has all of them again
            .ToDictionary(report => CellCase.From(report.BenchmarkCase));
        string refused = summaries.SelectMany(summary => summary.ValidationErrors).FirstOrDefault(error => error.IsCritical)?.Message
            ?? "BenchmarkDotNet did not run it.";
        foreach (Cell cell in folder.Unmeasured(cells))
        {
            if (folder.Recorded.Cells.All(record => record.Cell != cell))
            {
                folder.Append(
                    CellRecord.Failed(
                        folder.Run,
                        cell,
                        reports.TryGetValue(CellCase.From(cell), out BenchmarkReport? report) ? PairedResult.From(report).Failure ?? refused : refused
                    )
                );
            }
        }
    }

    /// <summary>Records the cells that the time for the whole run was not enough for.</summary>
    public void AppendUnreached(IReadOnlyList<Cell> cells)
    {
        foreach (Cell cell in folder.Unmeasured(cells))
        {
            if (folder.Recorded.Cells.All(record => record.Cell != cell))
            {
                folder.Append(
                    CellRecord.TimedOut(folder.Run, cell, "The time for the whole sweep was up before it was measured; give it more "
                        + "with --seconds.")
                );
            }
        }
    }

    /// <summary>
    /// Keeps a part of the control. It is of the cells before it and of those after it: the former are appended once more, with both parts.
    /// </summary>
    /// <param name="first">The first cell of the device and workload whose control it is.</param>
    /// <param name="result">What came of it.</param>
    private string KeepFloor(Cell first, PairedResult result)
    {
        if (result.Failure is { } failure)
            return $"failed: {failure}";
        var key = (first.Device, first.Size);
        if (!_controls.TryGetValue(key, out Control? control))
            _controls.Add(key, control = new Control());
        IReadOnlyList<RecordedLaunch> part = OverheadEstimate.Recorded(result);
        if (result.Pairs > 0)
            folder.WriteBlocks(first, Comparison.NoiseFloor, [.. control.Launches, .. part]);
        NoiseFloorRecord? both = FloorOf([.. control.LatestPart, .. part]);
        foreach (Cell cell in control.Unfinished)
        {
            if (both is not null && folder.Recorded.Cells.FirstOrDefault(record => record.Cell == cell) is { Status: CellStatus.Measured } record)
                folder.Append(record with { NoiseFloor = both });
        }
        control.Add(part, FloorOf(part));
        SeriesReading reading = Overheads.Read(part);
        RatioEstimate estimate = reading.Estimate();
        return estimate.HasInterval
            ? Figures.Interval(estimate.Overhead, estimate.Lower, estimate.Upper)
            : $"no interval: {Why(estimate)}";
    }

    private static NoiseFloorRecord? FloorOf(IReadOnlyList<RecordedLaunch> blocks)
    {
        SeriesReading reading = Overheads.Read(blocks);
        RatioEstimate estimate = reading.Estimate();
        return estimate.HasInterval
            ? new NoiseFloorRecord
            {
                Estimate = estimate.Overhead,
                Lower = estimate.Lower,
                Upper = estimate.Upper,
                Confidence = estimate.Confidence,
                DegreesOfFreedom = Overheads.FiniteOrNull(estimate.DegreesOfFreedom),
                Pairs = blocks.Sum(launch => launch.Pairs),
                BatchNanoseconds = Overheads.BatchNanoseconds(blocks, reading),
                Hooks = DirectCosts.Floor(blocks),
            }
            : null;
    }

    private string Append(Cell cell, PairedResult result, ThrottlingRecord? throttling)
    {
        CellRecord record = RecordOf(cell, result) with { Attempt = attempt, Throttling = throttling };
        string outcome = record.Overhead is { } overhead
            ? Figures.Interval(overhead.Estimate, overhead.Lower, overhead.Upper)
            : record.Reason ?? "";
        if (attempt > 1 && folder.Recorded.Cells.FirstOrDefault(other => other.Cell == cell) is { } before)
        {
            if (!record.Replaces(before))
            {
                folder.Append(before with { Attempt = attempt });
                return $"{outcome}, less precise than before";
            }
            record = record.WithFaultsOf(before);
        }
        if (record.Status == CellStatus.Measured)
            folder.WriteBlocks(cell, Comparison.Overhead, OverheadEstimate.Recorded(result));
        folder.Append(record);
        return outcome;
    }

    private CellRecord RecordOf(Cell cell, PairedResult result)
    {
        if (result.Failure is { } failure)
            return CellRecord.Failed(folder.Run, cell, failure) with { Verification = measurement.FindWrong(cell) };
        if (result.TimedOut)
        {
            return CellRecord.TimedOut(
                folder.Run,
                cell,
                $"Two pairs, each from a log to the next on each side, take longer than three times the {plan.SecondsPerCell} s of a cell; "
                    + "give it more with --seconds-per-cell."
            );
        }

        IReadOnlyList<RecordedLaunch> blocks = OverheadEstimate.Recorded(result);
        SeriesReading reading = Overheads.Read(blocks);
        RatioEstimate estimate = reading.Estimate();
        if (!estimate.HasInterval && DirectCosts.Of(blocks, cell) is null)
        {
            return CellRecord.TimedOut(
                folder.Run,
                cell,
                $"The {result.Pairs} pairs that were measured give no interval: {Why(estimate)}. "
                    + "Give the cell more time with --seconds-per-cell."
            );
        }

        try
        {
            return Complete(cell, blocks, reading);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return CellRecord.Failed(folder.Run, cell, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private CellRecord Complete(Cell cell, IReadOnlyList<RecordedLaunch> blocks, SeriesReading reading)
    {
        CellFacts facts = measurement.Measure(cell);
        if (facts is not { Failure: null, SameTraining: { } same })
            return CellRecord.Failed(folder.Run, cell, facts.Failure!) with { Verification = facts.Verification };
        OverheadRecord? overhead = Overheads.Of(blocks, reading);
        string? reason = overhead is null
            ? $"The whole step was not measured: {Why(reading.Estimate())}, and {Figures.Count(blocks.Sum(launch => launch.Pairs), "pair")} "
                + "fit into the cell's time. The direct cost was."
            : null;
        return CellRecord.Measured(folder.Run, cell, overhead) with
        {
            Reason = string.Join(' ', new[] { reason, facts.WhyNoAgreement }.OfType<string>()) is { Length: > 0 } why ? why : null,
            DirectCost = DirectCosts.Of(blocks, cell),
            StepNanoseconds = Overheads.BatchNanoseconds(blocks, reading) * cell.Accumulate,
            NoiseFloor = _controls.GetValueOrDefault((cell.Device, cell.Size))?.FloorOf(cell),
            Agreement = facts.Agreement,
            RunAhead = facts.RunAhead,
            SameLosses = same.SameLosses,
            TrainingRepeatsItself = same.RepeatsItself,
            AllocatedBytesPerBatch = same.AllocatedBytesPerBatch,
            Verification = facts.Verification,
        };
    }

    private static string Why(RatioEstimate estimate) =>
        estimate.Doubt switch
        {
            Doubt.TooFewPairs => $"an interval needs {RatioEstimate.MinimumPairs} pairs",
            Doubt.TooCorrelated => "they are too strongly correlated, as on a machine whose speed varies",
            Doubt.ClockTooCoarse => "the clock is too coarse for so short a block",
            _ => "they are not finite",
        };

    /// <summary>The parts of a control so far.</summary>
    private sealed class Control
    {
        private readonly List<RecordedLaunch> _launches = [];
        private readonly List<Cell> _unfinished = [];
        private NoiseFloorRecord? _floor;

        public IReadOnlyList<RecordedLaunch> Launches => _launches;

        public IReadOnlyList<RecordedLaunch> LatestPart { get; private set; } = [];

        /// <summary>The cells since the latest part.</summary>
        public IReadOnlyList<Cell> Unfinished => _unfinished;

        public void Add(IReadOnlyList<RecordedLaunch> part, NoiseFloorRecord? floor)
        {
            _launches.AddRange(part);
            LatestPart = part;
            _floor = floor;
            _unfinished.Clear();
        }

        /// <summary>The noise floor by the latest part, until the next one is there.</summary>
        public NoiseFloorRecord? FloorOf(Cell cell)
        {
            _unfinished.Add(cell);
            return _floor;
        }
    }
}
