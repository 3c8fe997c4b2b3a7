using BenchmarkDotNet.Columns;

namespace ThroughputBench.Pairing;

/// <summary>Hides BenchmarkDotNet's own statistics, such as Mean and Ratio, which know nothing of the control.</summary>
internal sealed class OnlyPairedColumns : IColumnHidingRule
{
    public bool NeedToHide(IColumn column) =>
        column is not null and not PairedColumn
        && (column.Category is ColumnCategory.Statistics or ColumnCategory.Baseline || column is BaselineColumn);
}
