namespace ThroughputBench.Records;

/// <summary>The rules that a calibration must satisfy.</summary>
internal static class CalibrationRules
{
    private static readonly string[] Outcomes = ["good", "bad", "inconclusive", "failed", "nothingComparable"];
    private static readonly string[] Verdicts = ["within", "over", "inconclusive"];

    /// <summary>A check none of whose cells came to a figure compares nothing.</summary>
    private static readonly string[] Comparisons = [.. Verdicts, "none"];

    /// <summary>What is wrong with it, or <see langword="null"/>.</summary>
    public static string? ObjectionTo(CalibrationRecord record) =>
        RecordRules.ObjectionTo(record.Baseline) is { } wrong ? $"baseline: {wrong}"
        : record.BaselineCells?.Select(RecordRules.ObjectionTo).FirstOrDefault(objection => objection is not null) is { } wrongCell
            ? $"baselineCells: {wrongCell}"
        : record.BaselineCells is { } cells && StrangerAmong(cells, record.Baseline) is { } stranger ? $"baselineCells: {stranger}"
        : record.BusyThreads is < 1 or > CalibrationRecord.MostBusyThreads ? "busyThreads is out of range"
        : record.Budget is not (> 0 and <= 1) || record.Tolerance is not (> 0 and <= 1) ? "budget or tolerance is not a share of a step"
        : record.Slowdowns.Any(slowdown => slowdown is not (>= 0 and <= 1)) ? "a slowdown is not a share of a step"
        : !record.Checks.All(check => record.Slowdowns.Contains(check.Slowdown)) ? "a check has a slowdown that was not put in"
        : !record.Checks.All(check =>
            Outcomes.Contains(check.Outcome) && Verdicts.Contains(check.OnBudget) && Comparisons.Contains(check.OnBaseline)
        )
            ? "a check has an unknown outcome"
        : record.Checks.Any(check => check.Seconds is not (>= 0 and <= 1e6)) ? "a check's time is out of range"
        : record.Checks.SelectMany(check => check.Cells).Select(ObjectionTo).FirstOrDefault(objection => objection is not null);

    private static string? StrangerAmong(IReadOnlyList<CellRecord> cells, RunRecord baseline) =>
        cells.Select(new RunMembers(baseline).ObjectionTo).FirstOrDefault(objection => objection is not null);

    private static string? ObjectionTo(CalibrationCheck.Cell cell) =>
        string.IsNullOrWhiteSpace(cell.Id) ? "a check has a cell without an id"
        : cell.Estimate is null && cell.Lower is null && cell.Upper is null ? null
        : cell is not { Estimate: not null, Lower: not null, Upper: not null }
            ? $"a check has only a part of the interval of {cell.Id}: it takes estimate, lower and upper"
        : !(cell.Lower <= cell.Estimate && cell.Estimate <= cell.Upper)
            ? $"a check has an estimate of {cell.Id} that is outside its own interval"
        : cell.Lower <= -1 || cell.Upper > 1000 || cell.NoiseFloorReach is < 0 or > 1000
            ? $"a check has an interval or a noise floor of {cell.Id} that is out of range"
        : null;
}
