using ThroughputBench.Benchmarks;
using ThroughputBench.Devices;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Against;

/// <summary>
/// <c>check --against</c>: builds training loop and monitor of another commit beside today's, and pairs them on one model. It uses no
/// stored figures and no other machine.
/// </summary>
/// <param name="reference">The commit to compare with.</param>
/// <param name="judged">The commit that is judged; <see langword="null"/> for the working tree.</param>
/// <param name="tolerance">See <see cref="Checks.CheckLimits.Tolerance"/>.</param>
/// <param name="repeatFor">How long inconclusive cells are measured again.</param>
/// <param name="allowDirty">Whether the working tree may have changes.</param>
/// <param name="quiet">No progress.</param>
/// <param name="error">Progress.</param>
internal sealed class AgainstCheck(
    string reference,
    string? judged,
    double tolerance,
    TimeSpan repeatFor,
    bool allowDirty,
    bool quiet,
    TextWriter error
)
{
    /// <summary>Measures.</summary>
    /// <param name="options">What to measure, and how.</param>
    /// <param name="dataPath">Where the file of data lies; <see langword="null"/> if there is none.</param>
    /// <returns>The result, or <see langword="null"/> if it was interrupted.</returns>
    /// <exception cref="InputException">The reference is unknown, or the tree has changes.</exception>
    /// <exception cref="SideBuildException">A side cannot be built.</exception>
    public AgainstResult? Measure(RunOptions options, string? dataPath)
    {
        var git = new Git(Repository.Root);
        GitFacts tree = GitTree.Read(git);
        string old = Resolve(git, tree, "--against", reference);
        string? commit = judged is null ? null : Resolve(git, tree, "--commit", judged);
        bool anyTree = allowDirty || commit is not null;
        if (tree.Dirty is null && !anyTree)
        {
            throw new InputException(
                $"--against: it is unknown whether the tree has changes: {tree.WhyNot}; or compare the tree as it is with --allow-dirty."
            );
        }

        if (tree.Dirty == true && !anyTree)
        {
            throw new InputException(
                $"--against: the tree has changes that are not in commit {tree.Commit}; commit or stash them, "
                    + "or compare the tree as it is with --allow-dirty."
            );
        }

        options = options with { Timings = null }; // Each build times a device in its own way.
        var grid = new SweepGrid(options.ToGrid());
        if (grid.Objection is { } objection)
            throw new InputException(objection);

        Repository.EnterRoot();
        using var interrupt = new Interrupt();
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("throughputbench-against-");
        try
        {
            using SweepProgress progress = SweepProgress.For(error, quiet);
            progress.Say($"building training loop and monitor of commit {old}, and those of {(commit is null ? "today" : $"commit {commit}")}");
            var build = new SideBuild(Repository.Root, scratch.FullName);
            var sides = new SideFolders(
                build.BuildCommit(old, interrupt.Token),
                commit is null ? build.BuildWorkingTree(interrupt.Token) : build.BuildJudgedCommit(commit, interrupt.Token)
            );
            var unmeasured = new AgainstResult
            {
                Reference = reference,
                OldCommit = old,
                NewCommit = commit ?? (tree.Dirty == true ? tree.Commit + "-dirty" : tree.Commit),
                Machine = ThisMachine.Fingerprint(Libtorch.Facts()).Name,
                Tolerance = tolerance,
                Cells = [],
            };
            MeasurementPlan plan = MeasurementPlan.From(options, dataPath) with
            {
                Sides = sides,
                Patience = 1,
                HasLaunchers = !options.InProcess,
            };
            return new AgainstMeasurement(
                unmeasured,
                grid.Accepted,
                plan,
                Path.Combine(scratch.FullName, "bdn"),
                progress,
                interrupt.Token
            ).Run(repeatFor);
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

    private static string Resolve(Git git, GitFacts tree, string option, string reference) =>
        reference.Length > 0 && GitTree.Resolve(git, reference) is { } commit
            ? commit
            : throw new InputException($"{option}: {WhyUnknown(git, tree, reference)}");

    private static string WhyUnknown(Git git, GitFacts tree, string reference) =>
        tree is { Commit: GitFacts.Unknown, WhyNot: { } whyNot } ? $"{whyNot}." : git.WhyUnknown(reference);
}
