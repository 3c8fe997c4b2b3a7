namespace ThroughputBench.Grid;

/// <summary>What two rules say of a cell: whether they let a monitor that logs every L run on cycles of A micro-batches.</summary>
/// <param name="Current">The right rule, <see cref="Monitoring.LogInterval.Accepts"/>: <c>L % A == 0</c> if L counts batches, always
/// if it counts steps.</param>
/// <param name="Reversed">
/// The rule with its operands the wrong way round, <c>A % L == 0</c>, blind to the unit: the defect this project began with. It turns away
/// sound cells and lets in unsound ones, and stands here, and nowhere else, so that reports can show which.
/// </param>
internal readonly record struct RuleAnswers(bool Current, bool Reversed)
{
    /// <summary>Asks both rules.</summary>
    public static RuleAnswers Of(Cell cell) => new(cell.LogInterval.Accepts(cell.Accumulate), cell.Accumulate % cell.LogEvery == 0);
}
