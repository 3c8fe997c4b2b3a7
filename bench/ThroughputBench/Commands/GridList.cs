using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary>What <c>sweep --list</c> prints: the cells of a grid or a shard, and about how long they would take.</summary>
internal static class GridList
{
    /// <summary>Prints it.</summary>
    /// <param name="options">The options of the run that would measure them.</param>
    /// <param name="output">Results.</param>
    /// <exception cref="InputException">There is nothing to measure.</exception>
    public static void Write(RunOptions options, TextWriter output)
    {
        var grid = new SweepGrid(options.ToGrid());
        if (grid.Objection is { } objection)
            throw new InputException(objection);
        double seconds =
            (grid.Accepted.Count + grid.Controls) * GridMeasurement.SecondsPerCell(MeasurementPlan.From(options, dataPath: null));
        output.WriteLine(
            $"{(options.Shard is { } shard ? $"Shard {shard}: " : "")}{Figures.Count(grid.Accepted.Count, "cell")} and {Figures.Count(grid.Controls, "A/A control")}, about {SweepProgress.InWords(seconds)}; {grid.Cells.Count - grid.Accepted.Count} refused by the rule"
        );
        foreach (Cell cell in grid.Cells)
            output.WriteLine(grid.Accepted.Contains(cell) ? $"  {cell}" : $"  {cell} (refused)");
    }
}
