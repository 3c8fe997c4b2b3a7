using System.Text.Json.Serialization;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>A run from its records: everything that a report needs. As JSON it is what <c>--json</c> prints.</summary>
/// <param name="Run">The content of <c>run.json</c>.</param>
/// <param name="Cells">The last record of each cell, in the order in which the cells were first recorded.</param>
internal sealed record RecordedRun(RunRecord Run, IReadOnlyList<CellRecord> Cells)
{
    /// <summary>
    /// What whole steps show beyond the direct cost, for each device, workload and timing; <see langword="null"/> if no direct cost was
    /// measured.
    /// </summary>
    public IReadOnlyList<IndirectRecord>? Indirect => DirectCosts.Indirects(Cells) is { Count: > 0 } some ? some : null;

    /// <summary>Whether every cell of the grid was measured or is refused by the rule: a resumed sweep has nothing to do.</summary>
    [JsonIgnore]
    public bool IsWhole
    {
        get
        {
            HashSet<Cell> done =
            [
                .. Cells.Where(record => record.Status is CellStatus.Measured or CellStatus.Rejected).Select(record => record.Cell),
            ];
            return Run.Grid.Cells.All(done.Contains);
        }
    }
}
