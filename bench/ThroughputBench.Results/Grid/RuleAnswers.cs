using ThroughputBench.Monitoring;

namespace ThroughputBench.Grid;

/// <summary>The answers of two rules for a cell: whether they accept a monitor that logs every L on cycles of A micro-batches.</summary>
/// <param name="Current">The right rule: <c>L % A == 0</c> if L counts batches, always if it counts steps. It does not ask the monitor,
/// which is verified against it.</param>
/// <param name="Reversed">
/// The rule with its operands the wrong way round, <c>A % L == 0</c>, which ignores the unit: the defect this project began with. It
/// refuses valid cells and accepts invalid ones. It is only here so that reports can show which.
/// </param>
internal readonly record struct RuleAnswers(bool Current, bool Reversed)
{
    /// <summary>Asks both rules.</summary>
    public static RuleAnswers Of(Cell cell) =>
        new(IsRight(cell.LogInterval, cell.Accumulate), cell.Accumulate % cell.LogEvery == 0);

    /// <summary>The right rule's answer.</summary>
    public static bool IsRight(LogInterval interval, int accumulate) =>
        interval.Unit == LogUnit.Steps || interval.Every % accumulate == 0;
}
