using System.Globalization;
using System.Text.RegularExpressions;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.History;

/// <summary>Published runs that measured the same thing on the same machine in the same set-up: drawn as one line.</summary>
/// <param name="Device">A torch device.</param>
/// <param name="Workload">A workload.</param>
/// <param name="Timing">How the monitor times work on a CUDA device.</param>
/// <param name="SetUp">See <see cref="MachineFingerprint.Id"/>, of each kind of machine: another .NET or libtorch starts another
/// series.</param>
/// <param name="Options">See <see cref="RunOptions.KeyOf"/>.</param>
/// <param name="Points">One for each run, the earliest first.</param>
internal sealed partial record HistorySeries(
    string Device,
    string Workload,
    DeviceTiming? Timing,
    string SetUp,
    string Options,
    IReadOnlyList<HistoryPoint> Points
)
{
    /// <summary>
    /// Sorts the runs of a machine into series. Runs are comparable if machine, workload, options and the measured cells are the same.
    /// </summary>
    public static IReadOnlyList<HistorySeries> Of(IReadOnlyList<PublishedRun> runs) =>
        [
            .. runs.SelectMany(run =>
                    run.Recorded.Cells.Where(cell => cell.Overhead is not null)
                        .GroupBy(cell => (cell.Device, cell.Cell.Size, cell.Timing))
                        .Select(cells => (Run: run, Cells: cells.OrderBy(cell => cell.Accumulate).ThenBy(cell => cell.LogEvery).ToArray()))
                )
                .GroupBy(part =>
                    (
                        part.Cells[0].Device,
                        part.Cells[0].Workload,
                        part.Cells[0].Timing,
                        Machine: string.Join(' ', part.Cells.Select(cell => cell.Machine).Distinct().Order(StringComparer.Ordinal)),
                        part.Cells[0].Options,
                        Cells: string.Join(' ', part.Cells.Select(cell => cell.Cell.Id))
                    )
                )
                .Select(group => new HistorySeries(
                    group.Key.Device,
                    group.Key.Workload,
                    group.Key.Timing,
                    group.Key.Machine,
                    group.Key.Options,
                    [.. group.Select(part => HistoryPoint.Of(part.Run, part.Cells))]
                )
                {
                    Shape = group.First().Cells[0].Cell.Shape.WordsFor(group.Key.Workload),
                }),
        ];

    /// <summary>The model's shape in words, if it is not the workload's own; otherwise empty.</summary>
    public string Shape { get; private init; } = "";

    /// <summary>Its title, for people.</summary>
    public string Title =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Workload}{(Shape.Length > 0 ? $" ({Shape})" : "")} "
                + $"on {Device}{(Timing is { } timing ? $", timing {timing.Name()}" : "")}, {Figures.Count(Points[0].Cells, "cell")}, {Digest().Replace(Options, "$1")}"
        );

    /// <summary>A digest and its beginning.</summary>
    [GeneratedRegex("([0-9a-f]{10})[0-9a-f]{54}", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();
}
