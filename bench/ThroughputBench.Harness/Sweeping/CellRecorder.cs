using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Benchmarks.Verification;
using ThroughputBench.Devices;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Monitoring;
using ThroughputBench.Pairing;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;

namespace ThroughputBench.Sweeping;

/// <summary>
/// When a case of a sweep ends, makes the cell's record, with the cell's other measurements, and appends it to the run.
/// </summary>
internal sealed class CellRecorder(
    RunFolder folder,
    MeasurementPlan plan,
    int attempt,
    SweepProgress progress,
    CancellationToken cancellation
) : EventProcessor, IDisposable
{
    private readonly Dictionary<(string Device, string Workload), NoiseFloorRecord> _floors = [];
    private readonly HashSet<(string Device, string Workload, DeviceTiming? Timing)> _verified = [];
    private ((string Device, string Workload) Of, TrainingBench Bench)? _bench;
    private GpuState? _gpuBefore;

    public override void OnStartBuildStage(IReadOnlyList<BuildPartition> partitions) => cancellation.ThrowIfCancellationRequested();

    public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase)
    {
        cancellation.ThrowIfCancellationRequested();
        _gpuBefore = GpuOf(benchmarkCase);
        progress.Begin(
            IsNoiseFloor(benchmarkCase)
                ? $"{Parameter<string>(benchmarkCase, "Workload")} on {Parameter<string>(benchmarkCase, "Device")}, A/A control"
                : CellOf(benchmarkCase).ToString()
        );
    }

    public override void OnEndRunBenchmark(BenchmarkCase benchmarkCase, BenchmarkReport report)
    {
        PairedResult result = PairedResult.From(report);
        Interrupt.ThrowIfInterrupted(failed: result.Failure is not null, cancellation);
        var throttling = ThrottlingRecord.Between(_gpuBefore, GpuOf(benchmarkCase));
        if (IsNoiseFloor(benchmarkCase))
            progress.End(KeepFloor(benchmarkCase, result));
        else
            progress.End(Append(CellOf(benchmarkCase), result, throttling));
    }

    /// <summary>Records the cells that never ran: their build failed, or BenchmarkDotNet refused them.</summary>
    public void AppendMissing(IEnumerable<Cell> cells, IReadOnlyCollection<Summary> summaries)
    {
        Interrupt.ThrowIfInterrupted(failed: summaries.Any(summary => summary.Reports.Any(report => !report.Success)), cancellation);
        Dictionary<Cell, BenchmarkReport> reports = summaries
            .SelectMany(summary => summary.Reports)
            .Where(report => !IsNoiseFloor(report.BenchmarkCase))
            .ToDictionary(report => CellOf(report.BenchmarkCase));
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
                        reports.TryGetValue(cell, out BenchmarkReport? report) ? PairedResult.From(report).Failure ?? refused : refused
                    )
                );
            }
        }
    }

    public void Dispose() => DropBench();

    private string KeepFloor(BenchmarkCase benchmarkCase, PairedResult result)
    {
        if (result.Failure is { } failure)
            return $"failed: {failure}";
        if (result.Pairs > 0)
            folder.WriteBlocks(FirstCellOf(benchmarkCase), Comparison.NoiseFloor, OverheadEstimate.Recorded(result));
        RatioEstimate estimate = OverheadEstimate.Read(result).Estimate();
        if (!estimate.HasInterval)
            return $"no interval: {Why(estimate)}";
        (string, string) key = (Parameter<string>(benchmarkCase, "Device"), Parameter<string>(benchmarkCase, "Workload"));
        _floors[key] = new NoiseFloorRecord
        {
            Estimate = estimate.Overhead,
            Lower = estimate.Lower,
            Upper = estimate.Upper,
            Confidence = estimate.Confidence,
            DegreesOfFreedom = FiniteOrNull(estimate.DegreesOfFreedom),
            Pairs = result.Pairs,
        };
        return Figures.Interval(estimate.Overhead, estimate.Lower, estimate.Upper);
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
            return CellRecord.Failed(folder.Run, cell, failure);
        if (result.TimedOut)
        {
            return CellRecord.TimedOut(
                folder.Run,
                cell,
                $"One pair, from a log to the next on each side, takes longer than the {plan.SecondsPerCell} s of a cell; give it more with --seconds-per-cell."
            );
        }

        SeriesReading reading = OverheadEstimate.Read(result);
        RatioEstimate estimate = reading.Estimate();
        if (!estimate.HasInterval)
        {
            return CellRecord.TimedOut(
                folder.Run,
                cell,
                $"The {result.Pairs} pairs that were measured give no interval: {Why(estimate)}. Give the cell more time with --seconds-per-cell."
            );
        }

        try
        {
            return Complete(cell, result, estimate, OverheadEstimate.ControlBatchNanoseconds(result, reading));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Failed(cell, exception);
        }
    }

    private CellRecord Failed(Cell cell, Exception exception)
    {
        DropBench(); // After a failure in the middle of a cycle, or on the device, training must not continue.
        return CellRecord.Failed(folder.Run, cell, $"{exception.GetType().Name}: {exception.Message}");
    }

    private CellRecord Complete(Cell cell, PairedResult result, RatioEstimate estimate, double batchNanoseconds)
    {
        TrainingBench bench = BenchOf(cell);
        VerificationRecord verification = MonitorVerification.Measure(
            bench,
            cell,
            withDefaultWindow: _verified.Add((cell.Device, cell.Workload, cell.Timing))
        );
        try
        {
            return Complete(bench, cell, result, estimate, batchNanoseconds, verification);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Failed(cell, exception) with { Verification = verification };
        }
    }

    private CellRecord Complete(
        TrainingBench bench,
        Cell cell,
        PairedResult result,
        RatioEstimate estimate,
        double batchNanoseconds,
        VerificationRecord verification
    )
    {
        SameTrainingResult same = SameTraining.Measure(bench, cell);
        AgreementRecord agreement = new CellAgreement(bench, cell, Math.Min(0.8, plan.SecondsPerCell), cancellation).Measure();
        cancellation.ThrowIfCancellationRequested();
        if (agreement.MovedLogs <= agreement.Logs / 2)
        {
            return CellRecord.TimedOut(
                folder.Run,
                cell,
                $"In only {agreement.MovedLogs} of {agreement.Logs} logs the window had left the start of training and made a difference, so agreement was not tested. "
                    + "Give the cell more time with --seconds-per-cell."
            ) with
            {
                Verification = verification,
            };
        }
        var overhead = new OverheadRecord
        {
            Estimate = estimate.Overhead,
            Lower = estimate.Lower,
            Upper = estimate.Upper,
            Confidence = estimate.Confidence,
            DegreesOfFreedom = FiniteOrNull(estimate.DegreesOfFreedom),
            EffectiveUnits = FiniteOrNull(estimate.EffectiveUnits),
            MeanOverhead = OverheadEstimate.Mean(result),
            Pairs = result.Pairs,
            NanosecondsPerBatch = estimate.Overhead * batchNanoseconds,
            StoppedBy = (EndedBy)result.Launches[^1].StoppedBy,
        };
        return CellRecord.Measured(folder.Run, cell, overhead) with
        {
            StepNanoseconds = batchNanoseconds * cell.Accumulate,
            NoiseFloor = _floors.GetValueOrDefault((cell.Device, cell.Workload)),
            Agreement = agreement,
            RunAhead = RunAhead(bench, cell),
            SameLosses = same.SameLosses,
            AllocatedBytesPerBatch = same.AllocatedBytesPerBatch,
            Verification = verification,
        };
    }

    private static RunAheadRecord? RunAhead(TrainingBench bench, Cell cell)
    {
        if (bench.Stream is not { } stream)
            return null;
        RunAhead measured = RunAheadMeasurement.Measure(bench, stream, cell);
        return new RunAheadRecord
        {
            HostNanosecondsPerStep = measured.HostNanosecondsPerStep,
            DeviceNanosecondsPerStep = measured.DeviceNanosecondsPerStep,
        };
    }

    private void DropBench()
    {
        TrainingBench? bench = _bench?.Bench;
        _bench = null;
        bench?.Dispose();
    }

    private TrainingBench BenchOf(Cell cell)
    {
        if (_bench is { } current && current.Of == (cell.Device, cell.Workload))
            return current.Bench;
        DropBench();
        var bench = new TrainingBench(plan, cell.Workload, cell.Device);
        _bench = ((cell.Device, cell.Workload), bench);
        return bench;
    }

    private Cell CellOf(BenchmarkCase benchmarkCase)
    {
        WorkloadSize size = folder.Run.Options.Workloads.Single(workload =>
            workload.Name == Parameter<string>(benchmarkCase, nameof(MonitoredTraining.Workload))
        );
        return new Cell
        {
            Device = Parameter<string>(benchmarkCase, nameof(MonitoredTraining.Device)),
            Workload = size.Name,
            BatchSize = size.BatchSize,
            Shape = size.ShapeInForce,
            Timing = (DeviceTiming?)benchmarkCase.Parameters[nameof(MonitoredTraining.Timing)],
            Accumulate = Parameter<int>(benchmarkCase, nameof(MonitoredTraining.Accumulate)),
            LogEvery = Parameter<int>(benchmarkCase, nameof(MonitoredTraining.LogEvery)),
            LogUnit = Parameter<LogUnit>(benchmarkCase, nameof(MonitoredTraining.LogUnit)),
        };
    }

    private static double? FiniteOrNull(double value) => double.IsFinite(value) ? value : null;

    /// <summary>The cell that names the file of the noise floor's blocks: the floor belongs to a device and workload, not to a
    /// cell.</summary>
    private Cell FirstCellOf(BenchmarkCase floor) =>
        new SweepGrid(folder.Run.Options.ToGrid()).Accepted.First(cell =>
            cell.Device == Parameter<string>(floor, nameof(PairedTraining.Device))
            && cell.Workload == Parameter<string>(floor, nameof(PairedTraining.Workload))
        );

    private static string Why(RatioEstimate estimate) =>
        estimate.Doubt switch
        {
            Doubt.TooFewPairs => $"an interval needs {RatioEstimate.MinimumPairs} pairs",
            Doubt.TooCorrelated => "they are too strongly correlated, as on a machine whose speed varies",
            Doubt.ClockTooCoarse => "the clock is too coarse for so short a block",
            _ => "they are not finite",
        };

    private static GpuState? GpuOf(BenchmarkCase benchmarkCase) =>
        Gpus.IndexOf(Parameter<string>(benchmarkCase, nameof(PairedTraining.Device))) is { } index ? Gpus.OfThisMachine.State(index) : null;

    private static bool IsNoiseFloor(BenchmarkCase benchmarkCase) => benchmarkCase.Descriptor.Type == typeof(NoiseFloorBenchmark);

    private static T Parameter<T>(BenchmarkCase benchmarkCase, string name) => (T)benchmarkCase.Parameters[name];
}
