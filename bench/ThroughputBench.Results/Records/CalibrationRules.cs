namespace ThroughputBench.Records;

/// <summary>What must hold of a calibration.</summary>
internal static class CalibrationRules
{
    private static readonly string[] Outcomes = ["good", "bad", "inconclusive", "failed", "nothingComparable"];
    private static readonly string[] Verdicts = ["within", "over", "inconclusive"];

    /// <summary>What is wrong with it, or <see langword="null"/>.</summary>
    public static string? ObjectionTo(CalibrationRecord record) =>
        record.Checks.Any(check => check is null) || record.BaselineCells?.Any(cell => cell is null) == true ? "checks or baselineCells has a hole"
        : RecordRules.ObjectionTo(record.Baseline) is { } wrong ? $"baseline: {wrong}"
        : record.BaselineCells?.Select(RecordRules.ObjectionTo).FirstOrDefault(objection => objection is not null) is { } wrongCell ? $"baselineCells: {wrongCell}"
        : record.BusyThreads is < 1 or > CalibrationRecord.MostBusyThreads ? "busyThreads is out of range"
        : record.Budget is not (> 0 and <= 1) || record.Tolerance is not (> 0 and <= 1) ? "budget or tolerance is no share of a step"
        : record.Slowdowns.Any(slowdown => slowdown is not (>= 0 and <= 1)) ? "a slowdown is no share of a step"
        : !record.Checks.All(check => record.Slowdowns.Contains(check.Slowdown)) ? "a check has a slowdown that was not put in"
        : !record.Checks.All(check => Outcomes.Contains(check.Outcome) && Verdicts.Contains(check.OnBudget) && Verdicts.Contains(check.OnBaseline)) ? "a check has an outcome that there is not"
        : record.Checks.Any(check => check.Seconds is not (>= 0 and <= 1e6)) ? "a check's time is out of range"
        : null;
}
