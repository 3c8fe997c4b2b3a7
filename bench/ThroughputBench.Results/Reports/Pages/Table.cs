namespace ThroughputBench.Reports.Pages;

/// <summary>A table. The first column names the rows.</summary>
/// <param name="Caption">What it holds; empty if the text above says so.</param>
/// <param name="Columns">Titles; one that begins with a space is of numbers, and aligned to the right.</param>
/// <param name="Rows">Fields, as many in each row as there are columns.</param>
/// <param name="IsHeatMap">Whether its fields are coloured by what they hold.</param>
internal sealed record Table(
    string Caption,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<Field>> Rows,
    bool IsHeatMap = false
);
