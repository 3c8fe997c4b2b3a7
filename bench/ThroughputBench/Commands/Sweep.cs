using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Reports;

namespace ThroughputBench.Commands;

/// <summary>One sweep, from a checked grid to a run folder, a table and an exit code.</summary>
internal sealed class Sweep(RunFolder folder, bool json, bool quiet, TextWriter output, TextWriter error)
{
    // What a cell takes beside its pairs: a process that starts, warms up, and the agreement and same-training runs.
    private const double SecondsBesidePairs = 4.5;

    /// <summary>Measures what is not measured yet.</summary>
    public ExitCode Run(MeasurementPlan plan)
    {
        Repository.EnterRoot();
        using var interrupt = new Interrupt();
        var grid = new SweepGrid(folder.Run.Options.ToGrid());
        AppendRefused(grid);
        IReadOnlyList<Cell> left = folder.Unmeasured(grid.Accepted);
        bool interrupted = false;
        if (left.Count > 0)
        {
            plan.Apply();
            using SweepProgress progress = SweepProgress.For(error, quiet);
            interrupted = !Measure(left, plan, progress, interrupt.Token);
        }
        folder.End(interrupted ? RunState.Interrupted : RunState.Finished, DateTimeOffset.UtcNow);
        Report();
        if (interrupted)
            error.WriteLine($"Interrupted; what was measured is kept. Go on with: ./run.sh sweep --resume '{folder.Path}'{(plan.DataPath is { } data ? $" --data '{data}'" : "")}");
        return interrupted ? ExitCode.Interrupted : Judge();
    }

    private void AppendRefused(SweepGrid grid)
    {
        foreach (Cell cell in folder.Unmeasured(grid.Cells.Except(grid.Accepted)))
            folder.Append(CellRecord.Rejected(folder.Run, cell, new IncompatibleLogIntervalException(cell.LogInterval, cell.Accumulate).Message));
    }

    /// <summary>False where it was interrupted.</summary>
    private bool Measure(IReadOnlyList<Cell> cells, MeasurementPlan plan, SweepProgress progress, CancellationToken cancellation)
    {
        using var recorder = new CellRecorder(folder, plan, progress, cancellation);
        BenchmarkGrid.Current = BenchmarkGrid.Of(cells);
        BenchmarkRunInfo[] runs = [.. RunsOf(cells, ConfigFor(recorder))];
        progress.Say("building the benchmark's own process");
        progress.Expect(runs.Sum(run => run.BenchmarksCases.Length), plan.SecondsPerCell + SecondsBesidePairs);
        try
        {
            Summary[] summaries = BenchmarkRunner.Run(runs);
            recorder.AppendMissing(cells, summaries);
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
            yield return Only(floors, benchmark => IsOf(benchmark, group.Key) && (int)benchmark.Parameters[nameof(PairedTraining.Accumulate)] == accumulate);
            HashSet<(int, int)> wanted = [.. group.Select(cell => (cell.Accumulate, cell.LogEvery))];
            yield return Only(overheads, benchmark => IsOf(benchmark, group.Key)
                && wanted.Contains(((int)benchmark.Parameters[nameof(PairedTraining.Accumulate)], (int)benchmark.Parameters[nameof(OverheadBenchmark.LogEvery)])));
        }
    }

    private static BenchmarkRunInfo Only(BenchmarkRunInfo all, Func<BenchmarkCase, bool> wanted) =>
        new([.. all.BenchmarksCases.Where(wanted)], all.Type, all.Config);

    private static bool IsOf(BenchmarkCase benchmark, (string Device, string Workload) key) =>
        (string)benchmark.Parameters[nameof(PairedTraining.Device)] == key.Device && (string)benchmark.Parameters[nameof(PairedTraining.Workload)] == key.Workload;

    private ManualConfig ConfigFor(CellRecorder recorder) => ManualConfig.CreateEmpty()
        .WithArtifactsPath(Path.Combine(folder.Path, "bdn"))
        .AddLogger(NullLogger.Instance) // BenchmarkDotNet keeps its own log in a file
        .AddEventProcessor(recorder)
        .AddExporter(MarkdownExporter.GitHub, CsvExporter.Default, JsonExporter.FullCompressed);

    private void Report()
    {
        RecordedRun recorded = folder.Recorded;
        foreach (DerivedFile file in RunReport.Files(recorded, folder.Path))
            folder.WriteText(file.Path, file.Text);
        if (json)
            output.WriteLine(JsonReport.Of(recorded));
        else
            ConsoleReport.Write(ReportConsole.Create(output, !Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR")), recorded);
        if (!quiet)
            error.WriteLine($"Run folder: {folder.Path}");
    }

    private ExitCode Judge()
    {
        IReadOnlyList<CellRecord> cells = folder.Recorded.Cells;
        if (cells.Any(cell => cell.Agreement is { Agrees: false } || cell.SameLosses == false))
            return ExitCode.Bad;
        if (cells.Any(cell => cell.Status == CellStatus.Failed) || cells.All(cell => cell.Overhead is null))
            return ExitCode.Failed;
        return cells.Any(cell => cell.Status == CellStatus.TimedOut) ? ExitCode.Inconclusive : ExitCode.Good;
    }
}
