using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>The parts of each device's overhead, if its cells differ enough to separate them; those of each machine are its own.</summary>
internal static class OverheadModels
{
    /// <summary>Fits them.</summary>
    /// <returns>By the name of the device, and of the shard that measured the cells if there are several.</returns>
    public static Dictionary<string, OverheadModel> Of(IEnumerable<CheckedCell> cells)
    {
        var models = new Dictionary<string, OverheadModel>();
        foreach (
            var device in cells
                .Where(cell => cell.Overhead is not null && cell.Record.StepNanoseconds is not null)
                .GroupBy(cell =>
                    cell.Cell.Device
                    + (cell.Cell.Timing is { } timing ? $", timing {timing.Name()}" : "")
                    + (
                        cell.Record.Shard is { } shard ? string.Create(CultureInfo.InvariantCulture, $", shard {shard}") : ""
                    )
                )
        )
        {
            try
            {
                models.Add(
                    device.Key,
                    OverheadModel.Fit(
                        device.Select(cell => new OverheadCell(
                            cell.Record.StepNanoseconds!.Value / cell.Cell.Accumulate,
                            LogsPerMicroBatch(cell.Cell),
                            cell.Overhead!
                        ))
                    )
                );
            }
            catch (ArgumentException)
            {
                // The cells are too few or too similar to split their overhead into parts.
            }
        }
        return models;
    }

    private static double LogsPerMicroBatch(Cell cell) => 1.0 / cell.LogEvery / (cell.LogUnit == LogUnit.Steps ? cell.Accumulate : 1);
}
