using MathNet.Numerics.Statistics;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>
/// The cells of one step by which a run answers what the monitor costs: a workload of one size, on one device. If the monitor timed the
/// device in several ways, these are the cells of the first, its default.
/// </summary>
internal sealed class MeasuredStep
{
    private MeasuredStep(IEnumerable<CellRecord> cells)
    {
        Cells = [.. cells];
        if (Cells.Any(cell => cell.Overhead is null) && Cells.Any(cell => cell.DirectCost is null))
            Cells = [.. Cells.Where(cell => cell.Overhead is not null)];
        HasDirectCost = Cells.All(cell => cell.DirectCost is not null);
        BatchNanoseconds = Cells.Select(cell => cell.StepNanoseconds!.Value / cell.Accumulate).Median();
    }

    /// <summary>Its cells, at least one; they have a time of a step, and all a direct cost or all an overhead.</summary>
    public IReadOnlyList<CellRecord> Cells { get; }

    /// <summary>Whether all have a direct cost.</summary>
    public bool HasDirectCost { get; }

    /// <summary>A micro-batch, with its part of the optimizer step: the median over the cells, in nanoseconds.</summary>
    public double BatchNanoseconds { get; }

    /// <summary>For example <c>mlp on cpu</c>.</summary>
    public string Name =>
        $"{Cells[0].Cell.Size.Words} on {Cells[0].Device}{(Cells[0].Timing is { } timing ? $" with {Grid.TimingNames.Name(timing)}" : "")}";

    /// <summary>The steps of a run, the smallest first.</summary>
    /// <param name="cells">Its records.</param>
    public static IReadOnlyList<MeasuredStep> Of(IEnumerable<CellRecord> cells) =>
        [
            .. cells
                .Where(cell => cell.StepNanoseconds is not null && (cell.Overhead is not null || cell.DirectCost is not null))
                .GroupBy(cell => (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape))
                .Select(group => new MeasuredStep(group.GroupBy(cell => cell.Timing).MinBy(timed => timed.Key)!))
                .OrderBy(step => step.BatchNanoseconds),
        ];
}
