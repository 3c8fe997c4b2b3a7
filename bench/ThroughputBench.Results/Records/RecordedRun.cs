namespace ThroughputBench.Records;

/// <summary>A run as its records have it: all that a report needs. As JSON it is what <c>--json</c> prints.</summary>
/// <param name="Run">The content of <c>run.json</c>.</param>
/// <param name="Cells">The last record of each cell, in the order in which the cells were first recorded.</param>
internal sealed record RecordedRun(RunRecord Run, IReadOnlyList<CellRecord> Cells);
