namespace ThroughputBench.Grid;

/// <summary>How long cells and their A/A controls are expected to take, each in the same unit.</summary>
/// <param name="cells">The grid's cells.</param>
/// <param name="seconds">See <see cref="Records.RunOptions.CellSeconds"/>.</param>
internal sealed class CellTimes(IEnumerable<Cell> cells, IReadOnlyDictionary<string, double>? seconds)
{
    private readonly IReadOnlyDictionary<string, double> _seconds = seconds ?? new Dictionary<string, double>();

    private readonly Dictionary<string, double> _means = seconds is not { } known
        ? []
        : cells
            .Where(cell => known.ContainsKey(cell.Id))
            .GroupBy(ControlOf)
            .ToDictionary(group => group.Key, group => group.Average(cell => known[cell.Id]));

    private readonly double _mean = seconds is { Count: > 0 } all ? all.Values.Average() : 1;

    /// <summary>What shares a control: a device and a workload of one size.</summary>
    public static string ControlOf(Cell cell) => $"{cell.Device} {cell.Size.Label}";

    /// <summary>A cell's time.</summary>
    public double Of(Cell cell) => _seconds.TryGetValue(cell.Id, out double known) ? known : OfControl(cell);

    /// <summary>The time of a cell's control, which takes as long as a cell.</summary>
    public double OfControl(Cell cell) => _means.GetValueOrDefault(ControlOf(cell), _mean);
}
