using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>Measures cells into a run's folder, with progress. What becomes of the records is for others to say.</summary>
internal sealed class GridMeasurement(RunFolder folder, bool quiet, TextWriter error, CancellationToken cancellation)
{
    // What a cell takes beside its pairs: a process that starts, warms up, and the agreement and same-training runs.
    private const double SecondsBesidePairs = 4.5;

    // The same without the process.
    private const double SecondsBesidePairsInProcess = 2;

    /// <summary>The grid of the run.</summary>
    public SweepGrid Grid { get; } = new(folder.Run.Options.ToGrid());

    /// <summary>How long one cell takes with its pairs, about.</summary>
    public static double SecondsPerCell(MeasurementPlan plan) =>
        plan.SecondsPerCell + (plan.InProcess ? SecondsBesidePairsInProcess : SecondsBesidePairs);

    /// <summary>How long it takes to measure what is not measured yet, about, on a machine that is left alone.</summary>
    public TimeSpan ExpectedTime(MeasurementPlan plan) =>
        folder.Unmeasured(Grid.Accepted).Count * TimeSpan.FromSeconds(SecondsPerCell(plan));

    /// <summary>Measures what is not measured yet, and records what the rule refuses.</summary>
    /// <returns>False where it was interrupted.</returns>
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

    /// <summary>Measures cells, once more where they have a record already: the one that knows more stays.</summary>
    /// <param name="cells">Cells of the grid that the rule accepts.</param>
    /// <param name="plan">How to measure them.</param>
    /// <param name="attempt">Which measurement of these cells it is, from 1.</param>
    /// <returns>False where it was interrupted.</returns>
    public bool Measure(IReadOnlyList<Cell> cells, MeasurementPlan plan, int attempt = 1)
    {
        if (cells.Count == 0)
            return true;
        if (!plan.InProcess)
            ChildBuild.Require();
        Repository.EnterRoot();
        plan = plan with { Sizes = folder.Run.Options.Workloads };
        plan.Apply();
        using IDisposable environment = ChildEnvironment.Enter();
        using SweepProgress progress = SweepProgress.For(error, quiet);
        using var recorder = new CellRecorder(folder, plan, attempt, progress, cancellation);
        BenchmarkGrid.Current = BenchmarkGrid.Of(cells);
        BenchmarkRunInfo[] runs = [.. RunsOf(cells, ConfigFor(recorder))];
        progress.Say(plan.InProcess ? "starting" : "building the benchmark's own process");
        progress.Expect(runs.Sum(run => run.BenchmarksCases.Length), SecondsPerCell(plan));
        try
        {
            Summary[] summaries = BenchmarkRunner.Run(runs);
            recorder.AppendMissing(cells, summaries);
            recorder.CompleteDirectCosts();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>For each device and workload the A/A control first, then its cells in the grid's order.</summary>
    private static IEnumerable<BenchmarkRunInfo> RunsOf(IReadOnlyList<Cell> cells, IConfig config)
    {
        BenchmarkRunInfo floors = BenchmarkConverter.TypeToBenchmarks(typeof(NoiseFloorBenchmark), config);
        BenchmarkRunInfo overheads = BenchmarkConverter.TypeToBenchmarks(typeof(OverheadBenchmark), config);
        foreach (var group in cells.GroupBy(cell => (cell.Device, cell.Workload)))
        {
            int accumulate = group.Min(cell => cell.Accumulate);
            yield return Only(floors, benchmark =>
                IsOf(benchmark, group.Key) && (int)benchmark.Parameters[nameof(PairedTraining.Accumulate)] == accumulate
            );
            HashSet<(DeviceTiming?, int, int)> wanted = [.. group.Select(cell => (cell.Timing, cell.Accumulate, cell.LogEvery))];
            yield return Only(overheads, benchmark =>
                IsOf(benchmark, group.Key)
                && wanted.Contains(
                    (
                        (DeviceTiming?)benchmark.Parameters[nameof(MonitoredTraining.Timing)],
                        (int)benchmark.Parameters[nameof(PairedTraining.Accumulate)],
                        (int)benchmark.Parameters[nameof(MonitoredTraining.LogEvery)]
                    )
                )
            );
        }
    }

    private static BenchmarkRunInfo Only(BenchmarkRunInfo all, Func<BenchmarkCase, bool> wanted) =>
        new([.. all.BenchmarksCases.Where(wanted)], all.Type, all.Config);

    private static bool IsOf(BenchmarkCase benchmark, (string Device, string Workload) key) =>
        (string)benchmark.Parameters[nameof(PairedTraining.Device)] == key.Device
        && (string)benchmark.Parameters[nameof(PairedTraining.Workload)] == key.Workload;

    private ManualConfig ConfigFor(CellRecorder recorder) =>
        ManualConfig
            .CreateEmpty()
            .WithArtifactsPath(Path.Combine(folder.Path, "bdn"))
            .AddLogger(NullLogger.Instance) // BenchmarkDotNet keeps its own log in a file
            .AddEventProcessor(recorder)
            .AddExporter(MarkdownExporter.GitHub, CsvExporter.Default, JsonExporter.FullCompressed, JsonExporter.BriefCompressed);
}
