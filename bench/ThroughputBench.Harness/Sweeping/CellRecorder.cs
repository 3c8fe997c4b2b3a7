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
    private readonly Dictionary<Cell, CellRounds> _rounds = [];

    /// <summary>
    /// Takes a case that has ended. After a cell's last round, or if it fails before, its line is in the run when this returns.
    /// </summary>
    /// <returns>What came of it, in a few words; <see langword="null"/> if the cell has more rounds.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted; the cell is not recorded.</exception>
    public string? Record(EndedCase ended) => ended.IsControl ? KeepFloor(ended.Cell, isFirstPart: ended.Case.Part == 0, ended.Result) : Keep(ended);

    /// <summary>Records the cells whose rounds are not over, from those that there were, if their facts were measured.</summary>
    public void AppendUnfinished()
    {
        foreach (CellRounds rounds in _rounds.Values.Where(rounds => rounds is { IsRecorded: false, Facts: not null }))
            Append(rounds);
    }

    /// <summary>Records the cells that never ran: their build failed, or BenchmarkDotNet refused them.</summary>
    public void AppendMissing(IReadOnlyList<Cell> cells, IReadOnlyCollection<Summary> summaries, CancellationToken cancellation)
    {
        Interrupt.ThrowIfInterrupted(failed: summaries.Any(summary => summary.Reports.Any(report => !report.Success)), cancellation);
        Dictionary<CellCase, BenchmarkReport> reports = summaries
            .SelectMany(summary => summary.Reports)
            .Where(report => !CellCase.From(report.BenchmarkCase).IsControl)
            .DistinctBy(report => CellCase.From(report.BenchmarkCase)) // each round has a report
            .ToDictionary(report => CellCase.From(report.BenchmarkCase));
        string refused = summaries.SelectMany(summary => summary.ValidationErrors).FirstOrDefault(error => error.IsCritical)?.Message
            ?? "BenchmarkDotNet did not run it.";
        foreach (Cell cell in folder.Unmeasured(cells))
        {
            if (RecordedOf(cell) is null)
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
            if (RecordedOf(cell) is null)
            {
                folder.Append(
                    CellRecord.TimedOut(folder.Run, cell, "The time for the whole sweep was up before it was measured; give it more "
                        + "with --seconds.")
                );
            }
        }
    }

    /// <summary>
    /// Keeps a part of the control. It is of the cells before it and of those after it: of the former, those that are recorded are appended
    /// once more.
    /// </summary>
    /// <param name="first">The first cell of the device and workload whose control it is.</param>
    /// <param name="isFirstPart">Whether a round begins with it.</param>
    /// <param name="result">What came of it.</param>
    /// <returns>
    /// What all parts so far say, in a few words: at the beginning of a round, and in the last one; else <see langword="null"/>.
    /// </returns>
    private string? KeepFloor(Cell first, bool isFirstPart, PairedResult result)
    {
        if (result.Failure is { } failure)
            return $"failed: {failure}";
        Control control = ControlOf(first);
        IReadOnlyList<RecordedLaunch> launches = OverheadEstimate.Recorded(result);
        IReadOnlyList<CellRounds> cells = control.EndPart(launches);
        foreach (CellRounds rounds in cells)
        {
            rounds.Control.AddRange(launches);
            if (!rounds.IsRecorded)
                continue;
            if (FloorOf(rounds.Control) is { } floor && RecordedOf(rounds.Cell) is { Status: CellStatus.Measured } record)
                folder.Append(record with { NoiseFloor = floor });
            rounds.Control.Clear();
        }
        if (result.Pairs > 0)
            folder.WriteBlocks(first, Comparison.NoiseFloor, control.Launches);
        if (!isFirstPart && !cells.Any(rounds => rounds.IsRecorded))
            return null;
        RatioEstimate estimate = Overheads.Read(control.Launches).Estimate();
        return estimate.HasInterval
            ? Figures.Interval(estimate.Overhead, estimate.Lower, estimate.Upper)
            : $"no interval: {Why(estimate)}";
    }

    private static NoiseFloorRecord? FloorOf(IReadOnlyList<RecordedLaunch> blocks)
    {
        if (blocks.Count == 0)
            return null;
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

    private string? Keep(EndedCase ended)
    {
        Cell cell = ended.Cell;
        if (!_rounds.TryGetValue(cell, out CellRounds? rounds))
        {
            int all = plan.LaunchesOf(cell.Size.Label);
            // The facts of a few cells are measured in each round, so that a cell's rounds are equally far apart.
            _rounds.Add(cell, rounds = new CellRounds(cell, all, factsIn: 1 + _rounds.Count % all));
        }
        if (rounds.IsRecorded)
            return null; // it failed before
        rounds.Add(ended.Result, ended.Throttling);
        ControlOf(cell).Begin(rounds);
        if (rounds.AreOver)
            return Append(rounds);
        if (rounds.AreFactsDue)
            rounds.Facts = measurement.Measure(cell);
        return null;
    }

    private Control ControlOf(Cell cell) =>
        _controls.TryGetValue((cell.Device, cell.Size), out Control? control)
            ? control
            : _controls[(cell.Device, cell.Size)] = new Control();

    private CellRecord? RecordedOf(Cell cell) => folder.Recorded.Cells.FirstOrDefault(record => record.Cell == cell);

    private string Append(CellRounds rounds)
    {
        CellRecord record = RecordOf(rounds) with { Attempt = attempt, Throttling = rounds.Throttling };
        IReadOnlyList<RecordedLaunch> launches = rounds.End();
        string outcome = record.Overhead is { } overhead
            ? Figures.Interval(overhead.Estimate, overhead.Lower, overhead.Upper)
            : record.Reason ?? "";
        if (attempt > 1 && RecordedOf(rounds.Cell) is { } before)
        {
            if (!record.Replaces(before))
            {
                folder.Append(before with { Attempt = attempt });
                return $"{outcome}, less precise than before";
            }
            record = record.WithFaultsOf(before);
        }
        if (record.Status == CellStatus.Measured)
            folder.WriteBlocks(rounds.Cell, Comparison.Overhead, launches);
        folder.Append(record);
        return outcome;
    }

    private CellRecord RecordOf(CellRounds rounds)
    {
        Cell cell = rounds.Cell;
        PairedResult result = rounds.Result;
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
            return Complete(rounds, blocks, reading);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return CellRecord.Failed(folder.Run, cell, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private CellRecord Complete(CellRounds rounds, IReadOnlyList<RecordedLaunch> blocks, SeriesReading reading)
    {
        Cell cell = rounds.Cell;
        CellFacts facts = rounds.Facts ?? measurement.Measure(cell);
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
            NoiseFloor = FloorOf(rounds.Control),
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
        private readonly List<CellRounds> _sincePart = [];
        private IReadOnlyList<RecordedLaunch> _latestPart = [];

        public IReadOnlyList<RecordedLaunch> Launches => _launches;

        /// <summary>A cell comes after the latest part.</summary>
        public void Begin(CellRounds cell)
        {
            cell.Control.AddRange(_latestPart);
            _sincePart.Add(cell);
        }

        /// <summary>A part ends.</summary>
        /// <returns>The cells between it and the one before it.</returns>
        public IReadOnlyList<CellRounds> EndPart(IReadOnlyList<RecordedLaunch> part)
        {
            CellRounds[] between = [.. _sincePart];
            _sincePart.Clear();
            _launches.AddRange(part);
            _latestPart = part;
            return between;
        }
    }
}
