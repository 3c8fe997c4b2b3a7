using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>The records of one workload on one device as a table of A by L.</summary>
internal sealed class CellTable
{
    private readonly Dictionary<(int Accumulate, int LogEvery), CellRecord> _cells;

    private CellTable(IReadOnlyList<CellRecord> cells)
    {
        _cells = cells.ToDictionary(cell => (cell.Accumulate, cell.LogEvery));
        Accumulate = [.. cells.Select(cell => cell.Accumulate).Distinct().Order()];
        LogEvery = [.. cells.Select(cell => cell.LogEvery).Distinct().Order()];
        Cells = [.. cells.OrderBy(cell => cell.Accumulate).ThenBy(cell => cell.LogEvery)];
    }

    /// <summary>Values of A: the rows, in rising order.</summary>
    public IReadOnlyList<int> Accumulate { get; }

    /// <summary>Values of L: the columns, in rising order.</summary>
    public IReadOnlyList<int> LogEvery { get; }

    /// <summary>The records, row by row.</summary>
    public IReadOnlyList<CellRecord> Cells { get; }

    /// <summary>Whether several machines measured them.</summary>
    public bool HasSeveralMachines => Cells.Select(cell => cell.Place).Distinct().Skip(1).Any();

    /// <summary>What L counts.</summary>
    public LogUnit LogUnit => Cells[0].LogUnit;

    /// <summary>For example <c>mlp on cpu, batch size 32, L in batches</c>.</summary>
    public string Title =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Cells[0].Workload} on {Cells[0].Device}{Timing}, batch size {Cells[0].BatchSize}{Shape}, L in {(LogUnit == LogUnit.Steps ? "optimizer steps" : "batches")}"
        );

    private string Timing => Cells[0].Timing is { } timing ? $", timing {timing.Name()}" : "";

    private string Shape => Cells[0].Cell.Shape.WordsFor(Cells[0].Workload) is { Length: > 0 } words ? $", {words}" : "";

    /// <summary>The nominal coverage of the intervals; a run has only one.</summary>
    public double Confidence =>
        Cells.Select(cell => cell.Overhead?.Confidence).FirstOrDefault(confidence => confidence is not null) ?? 0.95;

    /// <summary>The record of a cell, or <see langword="null"/> if there is none.</summary>
    public CellRecord? At(int accumulate, int logEvery) => _cells.GetValueOrDefault((accumulate, logEvery));

    /// <summary>Sorts records into tables, in the order in which device and workload were first recorded.</summary>
    public static IReadOnlyList<CellTable> Of(IEnumerable<CellRecord> cells) =>
        [
            .. cells
                .GroupBy(cell => (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape, cell.Timing, cell.LogUnit))
                .Select(group => new CellTable([.. group])),
        ];
}
