using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Reports;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Against;

/// <summary>Measures the cells of a check against a commit, and launches the inconclusive ones again.</summary>
/// <param name="unmeasured">The result without its cells.</param>
/// <param name="grid">The cells.</param>
/// <param name="plan">How to measure them.</param>
/// <param name="artifacts">A folder for BenchmarkDotNet's files.</param>
/// <param name="progress">Receives the progress.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class AgainstMeasurement(
    AgainstResult unmeasured,
    IReadOnlyList<Cell> grid,
    MeasurementPlan plan,
    string artifacts,
    SweepProgress progress,
    CancellationToken cancellation
)
{
    private const double SecondsBesidePairsOfLaunch = 1.2;

    private readonly AgainstRecorder _recorder = new(grid, plan, progress, cancellation);

    private double SecondsPerCase => AgainstBenchmark.CellsOfTime * plan.SecondsPerCell + plan.Launches * SecondsBesidePairsOfLaunch;

    /// <summary>Measures and judges.</summary>
    /// <param name="repeatFor">How long inconclusive cells may be launched again.</param>
    public AgainstResult Run(TimeSpan repeatFor)
    {
        plan.Apply();
        using IDisposable environment = ChildEnvironment.Enter();
        progress.Say(plan.InProcess ? "starting" : "building the benchmark's process");
        Measure(CasesOf(grid, floorsOf: grid));
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            AgainstResult result = (unmeasured with { Cells = _recorder.Cells }).Judged();
            AgainstCell[] undecided = [.. result.Undecided];
            BenchmarkRunInfo again = CasesOf(
                [.. undecided.Select(cell => cell.Cell)],
                floorsOf: [.. undecided.Where(cell => !cell.IsFloorWithin(result.Tolerance)).Select(cell => cell.Cell)]
            );
            TimeSpan left = repeatFor - TimeProvider.System.GetElapsedTime(start);
            if (undecided.Length == 0 || left < again.BenchmarksCases.Length * TimeSpan.FromSeconds(SecondsPerCase))
                return result;
            progress.Say($"{Figures.Count(undecided.Length, "cell")} inconclusive; launching again ...");
            Measure(again);
        }
    }

    private void Measure(BenchmarkRunInfo run)
    {
        progress.Expect(run.BenchmarksCases.Length, SecondsPerCase);
        BenchmarkRunner.Run([run]);
    }

    /// <summary>The noise floors first, each in the first cell of its device and workload, then the cells.</summary>
    private BenchmarkRunInfo CasesOf(IReadOnlyList<Cell> cells, IReadOnlyList<Cell> floorsOf)
    {
        BenchmarkGrid.Current = BenchmarkGrid.Of(grid);
        IConfig config = ManualConfig
            .CreateEmpty()
            .WithArtifactsPath(artifacts)
            .AddLogger(NullLogger.Instance)
            .AddEventProcessor(_recorder);
        BenchmarkRunInfo all = BenchmarkConverter.TypeToBenchmarks(typeof(AgainstBenchmark), config);
        HashSet<Cell> floors =
        [
            .. floorsOf.Select(cell => grid.First(other => (other.Device, other.Workload) == (cell.Device, cell.Workload))),
        ];
        return new([.. all.BenchmarksCases.Where(IsFloorWanted), .. all.BenchmarksCases.Where(IsCellWanted)], all.Type, all.Config);

        bool IsFloorWanted(BenchmarkCase benchmark) =>
            AgainstRecorder.IsFloor(benchmark) && floors.Contains(AgainstRecorder.CellOf(benchmark, grid)!);
        bool IsCellWanted(BenchmarkCase benchmark) =>
            !AgainstRecorder.IsFloor(benchmark) && AgainstRecorder.CellOf(benchmark, grid) is { } cell && cells.Contains(cell);
    }
}
