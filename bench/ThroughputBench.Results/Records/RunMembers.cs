using System.Globalization;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>Which records of cells are a run's.</summary>
/// <param name="run">The run.</param>
internal sealed class RunMembers(RunRecord run)
{
    private readonly HashSet<Cell> _grid = [.. run.Grid.Cells];
    private readonly HashSet<string> _machines = [.. run.AllMachines.Select(machine => machine.Id)];
    private readonly Dictionary<string, string> _options = run
        .Options.Workloads.Select(workload => workload.Name)
        .ToDictionary(workload => workload, run.Options.KeyOf);
    private readonly string _commit = run.CommitLabel();

    /// <summary>The cells of its grid.</summary>
    public IReadOnlySet<Cell> Grid => _grid;

    /// <summary>Why a cell's record does not fit the run that it names, or <see langword="null"/>.</summary>
    /// <param name="record">A cell's record that satisfies <see cref="RecordRules"/>.</param>
    public string? ObjectionTo(CellRecord record) =>
        record.RunId != run.RunId ? $"it is a record of run {record.RunId} among those of {run.RunId}"
        : record.SchemaVersion != run.SchemaVersion
            ? Text($"it is of schema {record.SchemaVersion}, and its run of schema {run.SchemaVersion}")
        : !_machines.Contains(record.Machine)
            ? $"it was measured on machine {record.Machine}, and its run on {string.Join(", ", _machines.Order(StringComparer.Ordinal))}"
        : record.Commit != _commit ? $"it was measured at commit {record.Commit}, and its run at {_commit}"
        : (_options.GetValueOrDefault(record.Workload) ?? run.Options.KeyOf(record.Workload)) is var options && record.Options != options
            ? $"it was measured with the options '{record.Options}', and its run with '{options}'"
        : record.Cell is var cell && !_grid.Contains(cell) ? $"{cell} ({cell.Id}) is not a cell of its run's grid"
        : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
