using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;

namespace ThroughputBench.Tests.Checks;

/// <summary>
/// Finished runs of four sound cells and two refused ones, each with the overhead, interval and noise floor that a test wants.
/// </summary>
internal static class SampleRuns
{
    /// <summary>The cells of <see cref="Samples.Options"/> that the rule accepts.</summary>
    public static IReadOnlyList<Cell> Accepted { get; } = [Cells.Of(1, 1), Cells.Of(1, 2), Cells.Of(1, 8), Cells.Of(4, 8)];

    /// <summary>A run in which every cell is +0.20 % ± 0.04 %, with a noise floor of ±0.05 %, but for what is changed.</summary>
    public static RecordedRun Of(Func<CellRecord, CellRecord>? change = null, RunRecord? run = null)
    {
        run ??= Samples.Run with { State = RunState.Finished, EndedUtc = Samples.Start.AddMinutes(1) };
        CellRecord Record(Cell cell) =>
            Samples.Measured(cell.Accumulate, cell.LogEvery) with
            {
                RunId = run.RunId,
                Commit = run.CommitLabel(),
                Machine = run.Machine.Id,
                Options = run.Options.KeyOf(cell.Workload),
                Overhead = Overhead(0.2, 0.04),
                NoiseFloor = Floor(0.05),
                DirectCost = null,
            };
        CellRecord Rejected(int accumulate, int logEvery) =>
            CellRecord.Rejected(run, Cells.Of(accumulate, logEvery), "A log would fall in the middle of a cycle.");
        return new RecordedRun(run, [.. Accepted.Select(cell => (change ?? (same => same))(Record(cell))), Rejected(4, 1), Rejected(4, 2)]);
    }

    /// <summary>An overhead in percent of a step.</summary>
    public static OverheadRecord Overhead(double percent, double halfWidth) =>
        Samples.Overhead with
        {
            Estimate = percent / 100,
            Lower = (percent - halfWidth) / 100,
            Upper = (percent + halfWidth) / 100,
            DegreesOfFreedom = 200,
        };

    /// <summary>A noise floor, in percent of a step, that reaches as far up as down.</summary>
    public static NoiseFloorRecord Floor(double reach) =>
        Samples.NoiseFloor with
        {
            Estimate = 0,
            Lower = -reach / 100,
            Upper = reach / 100,
        };

    /// <summary>A direct cost in percent of a step of 60 µs.</summary>
    public static DirectCostRecord Direct(double percent, double halfWidth) =>
        Samples.DirectCostOf(percent * 600, halfWidth * 600) with
        {
            DegreesOfFreedom = 200,
        };

    /// <summary>Another overhead in one cell.</summary>
    public static Func<CellRecord, CellRecord> With(Cell cell, OverheadRecord overhead) =>
        record => record.Cell == cell ? record with { Overhead = overhead } : record;

    /// <summary>Writes a run as a sweep does.</summary>
    public static string Write(this RecordedRun recorded, string path)
    {
        using RunFolder folder = RunFolder.Create(path, recorded.Run with { State = RunState.Running, EndedUtc = null });
        foreach (CellRecord record in recorded.Cells)
            folder.Append(record.Overhead is null ? record : record with { DirectCost = record.DirectCost ?? Direct(0.1, 0.5) });
        if (recorded.Run.EndedUtc is { } end)
            folder.End(recorded.Run.State, end);
        return path;
    }
}
