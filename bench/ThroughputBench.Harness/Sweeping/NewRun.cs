using ThroughputBench.Devices;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Sweeping;

/// <summary>The beginning of a run: machine, commit and options for its records.</summary>
internal static class NewRun
{
    /// <summary>Describes a run that begins now; nothing is written.</summary>
    /// <param name="options">What to measure, and how.</param>
    /// <param name="error">Notices: facts missing from git, and why.</param>
    /// <exception cref="InputException">The grid has nothing to measure.</exception>
    public static RunRecord Describe(RunOptions options, TextWriter error)
    {
        if (new SweepGrid(options.ToGrid()).Objection is { } objection)
            throw new InputException(objection);
        MachineFingerprint machine = MachineOf(options.Threads, options.Devices);
        GitFacts git = Repository.Commit();
        if (git.WhyNot is { } whyNot)
        {
            error.WriteLine(
                $"{(git.Commit == GitFacts.Unknown ? "The commit is not known, so that this run cannot be published" : "Whether the tree has changes is not known, so that this run cannot be published")}: {whyNot}."
            );
        }

        return RunRecord.Begin(
            DateTimeOffset.UtcNow,
            git,
            machine,
            Software.Read(machine.Libtorch.Version),
            options,
            Disturbances.Of(ThisMachine.State(machine))
        );
    }

    /// <summary>Makes its folder.</summary>
    /// <param name="path">The path, or <see langword="null"/> for a new one under <c>results/runs</c>.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="InputException">The folder cannot be made.</exception>
    public static RunFolder Create(string? path, RunRecord run) =>
        RunFolder.Create(path ?? RunFolder.DefaultPath(Repository.Workplace, run), run);

    /// <summary>
    /// The machine, with libtorch set to a number of threads. It includes only the GPUs that are measured on.
    /// </summary>
    public static MachineFingerprint MachineOf(int threads, IEnumerable<string> devices)
    {
        torch.set_num_threads(threads);
        GpuFacts[] gpus = [.. devices.Select(Gpus.IndexOf).OfType<int>().Select(Gpus.OfThisMachine.Facts).OfType<GpuFacts>()];
        return ThisMachine.Fingerprint(Libtorch.Facts()) with { Gpus = gpus.Length == 0 ? null : gpus };
    }

    /// <summary>The record of the file given with <c>--data</c>.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static DataFacts? FactsOf(string? dataPath) => dataPath is null ? null : DataFacts.Of(WorkloadCatalog.TextWorkload, dataPath);

    /// <summary>Requires that a resumed run gets the data that it was begun with.</summary>
    /// <exception cref="InputException">It is another file, or none.</exception>
    public static void RequireData(RunOptions options, string? dataPath)
    {
        if (FactsOf(dataPath) == options.Data)
            return;
        throw new InputException(
            options.Data is { } data
                ? $"The run was trained on {data.Name} ({data.Bytes} bytes, SHA-256 {data.Sha256[..Math.Min(12, data.Sha256.Length)]}…): "
                    + "give the same file again with --data."
                : "The run was not trained on a given file: leave out --data."
        );
    }

    /// <summary>The folder of a run that is given on the command line by its folder or name.</summary>
    /// <exception cref="InputException">It is empty, or means two published runs.</exception>
    public static string? PathOf(string? run) =>
        FullPath(run) is not { } path ? null
        : Path.Exists(path) ? path
        : new RunNames(Repository.Workplace).PathOf(run!);

    /// <summary>A folder as given on the command line.</summary>
    /// <exception cref="InputException">It is empty.</exception>
    public static string? FullPath(string? path) =>
        path is null ? null
        : path.Length == 0 ? throw new InputException("A folder's name must not be empty.")
        : Path.GetFullPath(path);
}
