using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using ThroughputBench.Against;
using ThroughputBench.Benchmarks;
using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>
/// <c>check --against</c>: builds training loop and monitor of another commit beside today's, and pairs them on one model. Neither a stored figure nor
/// another machine comes in.
/// </summary>
internal sealed class AgainstCheck(string reference, double tolerance, bool allowDirty, bool quiet, TextWriter error)
{
    /// <summary>
    /// Launches of each case: with eight, Student's t is 2.4, and two loads of the same code, which were up to 0.4 % of a step of mlp apart, leave an interval of
    /// some ±0.1 %.
    /// </summary>
    private const int Launches = 8;

    private const double SecondsBesidePairsOfLaunch = 1.2;

    /// <summary>Measures.</summary>
    /// <returns>The result, or <see langword="null"/> where it was interrupted.</returns>
    /// <exception cref="InputException">The reference is unknown, or the tree has changes.</exception>
    /// <exception cref="SideBuildException">The commit cannot be compared with.</exception>
    public AgainstResult? Measure(MeasurementPlan plan, GridOptions lists)
    {
        var git = new Git(Repository.Root);
        GitFacts tree = GitFacts.Read(git);
        string old = reference.Length > 0 && GitFacts.Resolve(git, reference) is { } commit
            ? commit
            : throw new InputException($"--against: git knows no commit '{reference}'; give a branch, a tag or a commit of this repository.");
        if (tree.Dirty != false && !allowDirty)
            throw new InputException($"--against: the tree has changes that are not in commit {tree.Commit}; commit or stash them, or compare the tree as it is with --allow-dirty.");
        lists = lists with { Timings = [] }; // Each build times in its own way.
        var grid = new SweepGrid(lists);
        if (grid.Objection is { } objection)
            throw new InputException(objection);

        Repository.EnterRoot();
        using var interrupt = new Interrupt();
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("throughputbench-against-");
        try
        {
            using SweepProgress progress = SweepProgress.For(error, quiet);
            progress.Say($"building training loop and monitor of commit {old}, and those of today");
            var build = new SideBuild(Repository.Root, scratch.FullName);
            var sides = new SideFolders(build.BuildCommit(old, interrupt.Token), build.BuildWorkingTree(interrupt.Token));
            return new AgainstResult
            {
                Reference = reference,
                OldCommit = old,
                NewCommit = tree.Dirty == false ? tree.Commit : tree.Commit + "-dirty",
                Machine = MachineFingerprint.Read(LibtorchFacts.Read()).Name,
                Tolerance = tolerance,
                Cells = Measure(grid.Accepted, plan with { Sides = sides, Sizes = lists.Workloads, Launches = Launches }, scratch.FullName, progress, interrupt.Token),
            }.Judged();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<AgainstCell> Measure(IReadOnlyList<Cell> cells, MeasurementPlan plan, string scratch, SweepProgress progress, CancellationToken cancellation)
    {
        plan.Apply();
        BenchmarkGrid.Current = BenchmarkGrid.Of(cells);
        var recorder = new AgainstRecorder(cells, plan, progress, cancellation);
        IConfig config = ManualConfig.CreateEmpty().WithArtifactsPath(Path.Combine(scratch, "bdn")).AddLogger(NullLogger.Instance).AddEventProcessor(recorder);
        BenchmarkRunInfo all = BenchmarkConverter.TypeToBenchmarks(typeof(AgainstBenchmark), config);
        BenchmarkCase[] cases = [.. all.BenchmarksCases.Where(benchmark => IsWanted(benchmark, cells)).OrderByDescending(benchmark => (bool)benchmark.Parameters[nameof(AgainstBenchmark.Itself)])];
        progress.Say(plan.InProcess ? "starting" : "building the benchmark's own process");
        progress.Expect(cases.Length, AgainstBenchmark.CellsOfTime * plan.SecondsPerCell + plan.Launches * SecondsBesidePairsOfLaunch);
        BenchmarkRunner.Run([new BenchmarkRunInfo(cases, all.Type, all.Config)]);
        return recorder.Cells;
    }

    /// <summary>Every cell, and the noise floor in the first one of each device and workload.</summary>
    private static bool IsWanted(BenchmarkCase benchmark, IReadOnlyList<Cell> cells)
    {
        Cell? cell = cells.FirstOrDefault(cell =>
            cell.Device == (string)benchmark.Parameters[nameof(MonitoredTraining.Device)] && cell.Workload == (string)benchmark.Parameters[nameof(MonitoredTraining.Workload)]
            && cell.Accumulate == (int)benchmark.Parameters[nameof(MonitoredTraining.Accumulate)] && cell.LogEvery == (int)benchmark.Parameters[nameof(MonitoredTraining.LogEvery)]);
        return cell is not null && (!(bool)benchmark.Parameters[nameof(AgainstBenchmark.Itself)] || cell == cells.First(other => (other.Device, other.Workload) == (cell.Device, cell.Workload)));
    }
}
