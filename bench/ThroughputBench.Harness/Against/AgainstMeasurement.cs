using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Pairing;
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
    /// <summary>To load both builds, to compile their code and to warm up.</summary>
    private const double SecondsOfLoad = 0.8;

    private readonly AgainstRecorder _recorder = new(grid, plan);
    private Job? _job;

    private double SecondsPerCase => AgainstBenchmark.CellsOfCase * plan.SecondsPerCell + AgainstBenchmark.Loads * SecondsOfLoad;

    /// <summary>Measures and judges.</summary>
    /// <param name="repeatFor">How long inconclusive cells may be launched again.</param>
    public AgainstResult Run(TimeSpan repeatFor)
    {
        using IDisposable applied = (plan with { Grid = BenchmarkGrid.From(grid) }).Enter();
        using IDisposable environment = ChildEnvironment.Enter();
        progress.Say("starting");
        using PairedLaunchers? launchers = plan.HasLaunchers ? Launchers.Create() : null;
        _job = launchers?.Job(plan.Launches);
        using var running = new RunningCases(grid, "old against itself", progress, cancellation);
        Measure(running, CasesOf(running, grid, floorsOf: grid));
        progress.Say("timing the hooks with warm caches");
        _recorder.TimeWarmHooks(cancellation);
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            AgainstResult result = (unmeasured with { Cells = _recorder.Cells }).Judged();
            AgainstCell[] undecided = [.. result.Undecided];
            BenchmarkRunInfo again = CasesOf(
                running,
                [.. undecided.Select(cell => cell.Cell)],
                floorsOf: [.. undecided.Where(cell => !cell.IsFloorWithin(result.Tolerance)).Select(cell => cell.Cell)]
            );
            TimeSpan left = repeatFor - TimeProvider.System.GetElapsedTime(start);
            if (undecided.Length == 0 || left < again.BenchmarksCases.Length * TimeSpan.FromSeconds(SecondsPerCase))
                return result;
            progress.Say($"{Figures.Count(undecided.Length, "cell")} inconclusive; launching again ...");
            Measure(running, again);
        }
    }

    private void Measure(RunningCases running, BenchmarkRunInfo run)
    {
        progress.Expect(run.BenchmarksCases.Length, SecondsPerCase);
        foreach (EndedCase ended in running.Run([run]))
            progress.End(_recorder.Keep(ended));
    }

    /// <summary>The noise floors first, each in the first cell of its device and workload, then the cells.</summary>
    private BenchmarkRunInfo CasesOf(RunningCases running, IReadOnlyList<Cell> cells, IReadOnlyList<Cell> floorsOf)
    {
        ManualConfig config = ManualConfig
            .CreateEmpty()
            .WithArtifactsPath(artifacts)
            .AddLogger(NullLogger.Instance)
            .AddEventProcessor(running);
        if (_job is not null)
            config.AddJob(_job);
        BenchmarkRunInfo all = BenchmarkConverter.TypeToBenchmarks(typeof(AgainstBenchmark), config);
        HashSet<CellCase> floors =
        [
            .. floorsOf.Select(cell =>
                CellCase.From(grid.First(other => (other.Device, other.Size) == (cell.Device, cell.Size))) with
                {
                    IsControl = true,
                }
            ),
        ];
        HashSet<CellCase> wanted = [.. cells.Select(CellCase.From)];
        return new([.. Among(floors), .. Among(wanted)], all.Type, all.Config);

        IEnumerable<BenchmarkCase> Among(HashSet<CellCase> some) =>
            all.BenchmarksCases.Where(benchmark => some.Contains(CellCase.From(benchmark)));
    }
}
