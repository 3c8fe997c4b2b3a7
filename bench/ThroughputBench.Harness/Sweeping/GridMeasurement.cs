using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Monitoring;
using ThroughputBench.Pairing;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>Measures cells into a run's folder, with progress. Others judge the records.</summary>
internal sealed class GridMeasurement(RunFolder folder, bool quiet, TextWriter error, CancellationToken cancellation)
{
    // A cell's time apart from its pairs: starting and warming up a process, and the agreement and same-training runs.
    private const double SecondsBesidePairs = 4.5;

    // The same without the process.
    private const double SecondsBesidePairsInProcess = 2;

    // What rounds have measured is recorded after the last one: a process that is killed loses no more than this many cells.
    private const int MostCellsOfRound = 36;

    /// <summary>The grid of the run.</summary>
    public SweepGrid Grid { get; } = folder.Run.Grid;

    /// <summary>How long one cell takes with its pairs, about.</summary>
    public static double SecondsPerCell(MeasurementPlan plan) =>
        plan.SecondsPerCell + (plan.InProcess ? SecondsBesidePairsInProcess : SecondsBesidePairs);

    /// <summary>Approximate time for measuring the missing cells, on a quiet machine.</summary>
    public TimeSpan ExpectedTime(MeasurementPlan plan) =>
        folder.Unmeasured(Grid.Accepted).Count * TimeSpan.FromSeconds(SecondsPerCell(plan));

    /// <summary>Measures the missing cells, and records those that the rule refuses.</summary>
    /// <returns>False if it was interrupted.</returns>
    public bool MeasureMissing(MeasurementPlan plan)
    {
        foreach (Cell cell in folder.Unmeasured(Grid.Cells.Except(Grid.Accepted)))
        {
            folder.Append(
                CellRecord.Rejected(folder.Run, cell, new IncompatibleLogIntervalException(cell.LogInterval, cell.Accumulate).Message)
            );
        }

        return Measure(folder.Unmeasured(Grid.Accepted), plan);
    }

    /// <summary>
    /// Measures cells, again if they have a record already: the more precise record stays. Interrupted or not, it completes the direct
    /// costs of the whole run in the end, also those that a killed process could not complete.
    /// </summary>
    /// <param name="cells">Cells of the grid that the rule accepts.</param>
    /// <param name="plan">How to measure them.</param>
    /// <param name="attempt">Which measurement of these cells it is, from 1.</param>
    /// <returns>False if it was interrupted.</returns>
    public bool Measure(IReadOnlyList<Cell> cells, MeasurementPlan plan, int attempt = 1)
    {
        bool isWhole = MeasureEach(cells, plan, attempt);
        CompleteDirectCosts();
        return isWhole;
    }

    private bool MeasureEach(IReadOnlyList<Cell> cells, MeasurementPlan plan, int attempt)
    {
        using var measurement = new CellMeasurement(plan, cancellation);
        if (plan.InProcess)
            return MeasureOnce(cells, plan, measurement, attempt);
        MeasurementPlan several = plan.WithLaunchers();
        several = several with { ShortLaunches = ShortLaunchesOf(cells, several, measurement) };
        if (!MeasureOnce(cells, several, measurement, attempt))
            return false;
        if (plan.EndBy < DateTimeOffset.UtcNow.AddSeconds(SecondsPerCell(plan)))
            return true;
        // A log may be further from the next than a short launch is long: one launch of the cell's whole time may reach it.
        HashSet<Cell> tooLong =
        [
            .. folder.Recorded.Cells.Where(record => record.Status == CellStatus.TimedOut)
                .Select(record => record.Cell)
                .Where(cell => several.LaunchesOf(cell.Size.Label) > 1),
        ];
        return MeasureOnce([.. cells.Where(tooLong.Contains)], plan with { HasLaunchers = true }, measurement, attempt);
    }

    private bool MeasureOnce(IReadOnlyList<Cell> cells, MeasurementPlan plan, CellMeasurement measurement, int attempt)
    {
        if (cells.Count == 0)
            return true;
        Repository.EnterRoot();
        using IDisposable applied = (plan with { Grid = BenchmarkGrid.From(cells) }).Enter();
        using IDisposable environment = ChildEnvironment.Enter();
        using PairedLaunchers? launchers = plan.HasLaunchers ? Launchers.Create() : null;
        using SweepProgress progress = SweepProgress.For(error, quiet);
        var recorder = new CellRecorder(folder, plan, attempt, measurement);
        using var running = new RunningCases(Grid.Accepted, "A/A control", progress, cancellation);
        BenchmarkRunInfo[] runs =
        [
            .. RunsOf(cells, plan, (round, processes) => ConfigFor(running, launchers?.JobOfRound(round, processes))),
        ];
        progress.Say("starting");
        int cases = runs.Sum(run => run.BenchmarksCases.Length);
        progress.Expect(cases, SecondsPerCell(plan) * cells.Count / cases, plan.EndBy);
        try
        {
            long began = TimeProvider.System.GetTimestamp();
            bool isTimeUp = false;
            foreach (EndedCase ended in running.Run(runs))
            {
                progress.End(recorder.Record(ended));
                // The next one will take about as long as this one; a control takes longer than a cell.
                TimeSpan next = ended.IsControl
                    ? TimeSpan.FromSeconds(SecondsPerCell(plan))
                    : TimeProvider.System.GetElapsedTime(began);
                isTimeUp = plan.EndBy < DateTimeOffset.UtcNow + next;
                if (isTimeUp)
                    break;
                began = TimeProvider.System.GetTimestamp();
            }
            recorder.AppendUnfinished();
            if (isTimeUp)
                recorder.AppendUnreached(cells);
            else
                recorder.AppendMissing(cells, running.Summaries, cancellation);
            JoinedReports.Write(running.Summaries);
            return true;
        }
        catch (OperationCanceledException)
        {
            recorder.AppendUnfinished();
            return false;
        }
    }

    /// <summary>
    /// Appends the cells once more whose direct cost is better known now that others are measured: what launches differ by is then in the
    /// interval. Until then a record says only what its own launch found.
    /// </summary>
    private void CompleteDirectCosts()
    {
        foreach (CellRecord completed in DirectCosts.Completed(folder.Recorded.Cells))
            folder.Append(completed);
    }

    /// <summary>
    /// The workloads on the CPU whose steps are short. A device's launches are long anyway: it has to be at work when they end.
    /// </summary>
    private static Dictionary<string, int> ShortLaunchesOf(IReadOnlyList<Cell> cells, MeasurementPlan plan, CellMeasurement measurement) =>
        (
            from cell in plan.LaunchesOfShortSteps == 1 ? [] : cells
            where cell.Device == "cpu"
            group cell by cell.Size into sized
            let batches = sized.Max(DirectCosts.BatchesPerLog)
            let launches = measurement.SecondsPerBatch(sized.First()) is { } seconds ? plan.ShortLaunchesOf(seconds, batches) : 0
            where launches > 0
            select (sized.Key.Label, launches)
        ).ToDictionary();

    /// <summary>
    /// The cells that share processes, one round after the other: each has a launch in each round. So a minute in which the machine is slow
    /// is a part of every cell, and launches differ by what it does. Within a round there are each workload's cells, in stretches between
    /// two parts of the A/A control; the part after the last stretch is the one that begins the next round. Every second round is in the
    /// opposite order: what the cells before it leave in a process is then not the same for a cell in each round.
    /// </summary>
    /// <param name="cells">In the grid's order.</param>
    /// <param name="plan">How to measure them.</param>
    /// <param name="configOf">The configuration of a round, from 1, which one of so many processes measures.</param>
    internal static IEnumerable<BenchmarkRunInfo> RunsOf(IReadOnlyList<Cell> cells, MeasurementPlan plan, Func<int, int, IConfig> configOf) =>
        from sharing in cells.GroupBy(cell => Launchers.SharedBy(CellCase.From(cell)))
        from some in InEqualParts([.. sharing], MostCellsOfRound)
        from round in Enumerable.Range(1, some.Max(cell => plan.LaunchesOf(cell.Size.Label)))
        from workload in some.GroupBy(cell => cell.Size)
        let rounds = plan.LaunchesOf(workload.Key.Label)
        where round <= rounds
        let processes = plan.ProcessesOf(workload.Key.Label)
        let isOpposite = ((round - 1) + (round - 1) / processes) % 2 == 1 // of each process, too, every second one
        let ordered = isOpposite ? workload.Reverse() : workload
        from run in RoundOf([.. ordered], plan.HasControlInParts(workload.Key.Label), round == rounds, configOf(round, processes))
        select run;

    private static IEnumerable<Cell[]> InEqualParts(Cell[] cells, int most) =>
        cells.Chunk((int)Math.Ceiling(cells.Length / Math.Ceiling((double)cells.Length / most)));

    private static IEnumerable<BenchmarkRunInfo> RoundOf(IReadOnlyList<Cell> cells, bool hasControlInParts, bool isLast, IConfig config)
    {
        BenchmarkRunInfo floors = BenchmarkConverter.TypeToBenchmarks(typeof(NoiseFloorBenchmark), config),
            overheads = BenchmarkConverter.TypeToBenchmarks(typeof(OverheadBenchmark), config);
        var shortest = CellCase.From(cells.MinBy(cell => cell.Accumulate)!);
        int part = 0;
        foreach (Cell[] stretch in cells.Chunk(NoiseFloorBenchmark.CellsBetweenParts))
        {
            if (part == 0 || hasControlInParts)
                yield return Only(floors, [shortest.ControlWithoutMonitor(part)]);
            part++;
            yield return Only(overheads, [.. stretch.Select(CellCase.From)]);
        }
        if (isLast && hasControlInParts)
            yield return Only(floors, [shortest.ControlWithoutMonitor(part)]);
    }

    /// <summary>These cases, in their order.</summary>
    private static BenchmarkRunInfo Only(BenchmarkRunInfo all, IReadOnlyList<CellCase> wanted)
    {
        ILookup<CellCase, BenchmarkCase> cases = all.BenchmarksCases.ToLookup(CellCase.From);
        return new([.. wanted.SelectMany(one => cases[one])], all.Type, all.Config);
    }

    private ManualConfig ConfigFor(RunningCases running, Job? job) =>
        (job is null ? ManualConfig.CreateEmpty() : ManualConfig.CreateEmpty().AddJob(job))
            .WithArtifactsPath(Path.Combine(folder.Path, "bdn"))
            .AddLogger(NullLogger.Instance) // BenchmarkDotNet keeps its own log in a file
            .AddEventProcessor(running);
}
