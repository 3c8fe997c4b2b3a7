using System.Text.Json;
using System.Text.Json.Nodes;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary>What <c>sweep --list</c> prints: the cells of a grid or a shard, and about how long they would take.</summary>
internal sealed class GridList
{
    /// <summary>What the forms for programs say of a cell, by the names of other JSON.</summary>
    private static readonly (string Name, Func<GridList, Cell, JsonNode?> Of)[] Columns =
    [
        ("cell", (_, cell) => cell.Id),
        ("device", (_, cell) => cell.Device),
        ("workload", (_, cell) => cell.Workload),
        ("batchSize", (_, cell) => cell.BatchSize),
        ("width", (_, cell) => cell.Shape.Width),
        ("depth", (_, cell) => cell.Shape.Depth),
        ("dtype", (_, cell) => cell.Shape.DtypeName),
        ("timing", (_, cell) => cell.Timing?.Name()),
        ("accumulate", (_, cell) => cell.Accumulate),
        ("logEvery", (_, cell) => cell.LogEvery),
        ("logUnit", (_, cell) => RecordJson.Word(cell.LogUnit)),
        ("refused", (list, cell) => !list.Measures(cell)),
        ("shard", (list, _) => list._shard?.Index),
    ];

    private readonly Shard? _shard;
    private readonly SweepGrid _grid;
    private readonly double _seconds;

    /// <summary>Lists a grid.</summary>
    /// <param name="options">The options of the run that would measure it.</param>
    /// <exception cref="InputException">There is nothing to measure.</exception>
    public GridList(RunOptions options)
    {
        _shard = options.Shard;
        _grid = new SweepGrid(options.ToGrid());
        if (_grid.Objection is { } objection)
            throw new InputException(objection);
        _seconds =
            (_grid.Accepted.Count + _grid.Controls) * GridMeasurement.SecondsPerCell(MeasurementPlan.From(options, dataPath: null));
    }

    /// <summary>Prints the list of a whole grid, or those of all its shards.</summary>
    public static void Write(IReadOnlyList<GridList> lists, ResultFormat.Kind format, TextWriter output)
    {
        switch (format)
        {
            case ResultFormat.Kind.Json:
                output.WriteLine(Json(lists).ToJsonString(RecordJson.Indented.Options));
                break;
            case ResultFormat.Kind.Csv:
                output.WriteLine(string.Join(',', Columns.Select(column => JsonNamingPolicy.SnakeCaseLower.ConvertName(column.Name))));
                // No name has a comma or a quotation mark.
                foreach (string line in OfEachCell(lists, (list, cell) => string.Join(',', Columns.Select(column => column.Of(list, cell)))))
                    output.WriteLine(line);
                break;
            default:
                foreach (GridList list in lists)
                    list.Write(output);
                break;
        }
    }

    private void Write(TextWriter output)
    {
        output.WriteLine(
            $"{(_shard is null ? "" : $"Shard {_shard}: ")}{Figures.Count(_grid.Accepted.Count, "cell")} and {Figures.Count(_grid.Controls, "A/A control")}, about {SweepProgress.InWords(_seconds)}; {_grid.Cells.Count - _grid.Accepted.Count} refused by the rule"
        );
        foreach (Cell cell in _grid.Cells)
            output.WriteLine(Measures(cell) ? $"  {cell}" : $"  {cell} (refused)");
    }

    private bool Measures(Cell cell) => _grid.Accepted.Contains(cell);

    private static JsonObject Json(IReadOnlyList<GridList> lists) =>
        new()
        {
            ["seconds"] = Math.Round(lists.Sum(list => list._seconds)),
            ["controls"] = lists.Sum(list => list._grid.Controls),
            ["cells"] = new JsonArray([
                .. OfEachCell(
                    lists,
                    (list, cell) => new JsonObject(Columns.Select(column => KeyValuePair.Create(column.Name, column.Of(list, cell))))
                ),
            ]),
        };

    private static IEnumerable<T> OfEachCell<T>(IReadOnlyList<GridList> lists, Func<GridList, Cell, T> of) =>
        lists.SelectMany(list => list._grid.Cells.Select(cell => of(list, cell)));
}
