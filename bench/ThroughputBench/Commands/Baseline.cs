using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>The run that a check compares with, and why it is that one.</summary>
/// <param name="Recorded">The run, or <see langword="null"/> if the check is against the budget alone.</param>
/// <param name="WhyNone">Why there is none, in one sentence; <see langword="null"/> if there is one.</param>
internal sealed record Baseline(RecordedRun? Recorded, string? WhyNone)
{
    /// <summary>The value of the option for no baseline.</summary>
    public const string None = "none";

    /// <summary>Finds it.</summary>
    /// <param name="given">As given: see <see cref="RunNames"/>, <see cref="None"/>, or <see langword="null"/> for the machine's latest published run
    /// with a comparable cell.</param>
    /// <param name="now">The run to compare; its cells may not be measured yet.</param>
    /// <exception cref="InputException">The given folder is not a run, or is damaged.</exception>
    public static Baseline Find(string? given, RunRecord now)
    {
        if (given == None)
            return new Baseline(null, "--baseline none was given.");
        if (given is not null)
        {
            if (given.Length == 0)
                throw new InputException("--baseline must name a run's folder or a saved baseline, or be none.");
            string path = new RunNames(Repository.Workplace).PathOf(given);
            if (!Path.Exists(path) && Path.GetFileName(given) == given)
                throw new InputException(WhatThereIs(given));
            return new Baseline(RunFolder.Read(path), null);
        }

        RunRecord? first = null;
        IEnumerable<RecordedRun> ofMachine = ResultsFolder.LatestRuns(
            Path.Combine(Repository.Workplace, "results"),
            run => run.RunId != now.RunId && run.AllMachines.Any(machine => now.AllMachines.Any(here => here.Name == machine.Name))
        );
        foreach (RecordedRun published in ofMachine)
        {
            if (CanCompare(now, published))
                return new Baseline(published, null);
            first ??= published.Run;
        }
        string machine = now.MachineName;
        return new Baseline(
            null,
            first is null ? $"No run of a machine like this one ({machine}) is published under results/."
                : WhyNot(now, first) is { } difference
                    ? $"The latest published run of {machine} is not comparable ({difference})."
                : $"No published run of {machine} has a cell of this grid."
        );
    }

    private static string WhatThereIs(string name)
    {
        IReadOnlyList<string> saved = new SavedBaselines(Repository.Workplace).Names;
        return $"There is no baseline '{name}'; {(saved.Count == 0 ? "none is saved" : $"saved are {string.Join(", ", saved)}")}. Save one: {Repository.Program} check --save-baseline {name}";
    }

    private static bool CanCompare(RunRecord now, RecordedRun baseline)
    {
        HashSet<Cell> grid = [.. now.Grid.Accepted];
        HashSet<string> machines = [.. now.AllMachines.Select(machine => machine.Id)];
        return baseline.Cells.Any(record =>
            record.Overhead is not null
            && grid.Contains(record.Cell)
            && (machines.Contains(record.Machine) || baseline.Run.Machines is null)
            && Comparability.Between(now, baseline.Run, record.Workload) is []
        );
    }

    private static RunDifference? WhyNot(RunRecord now, RunRecord baseline) =>
        now.Options.Workloads.SelectMany(workload => Comparability.Between(now, baseline, workload.Name)).FirstOrDefault();
}
