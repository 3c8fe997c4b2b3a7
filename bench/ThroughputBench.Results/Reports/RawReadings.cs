using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>What a page shows of the raw data of a run.</summary>
/// <param name="Drifts">How the pairs of each cell moved, for the cells with raw data.</param>
/// <param name="Hooks">What each cell's hooks took, for the cells whose hooks were timed.</param>
/// <param name="Files">The files beside the page that readers may want, relative to it.</param>
internal sealed record RawReadings(
    IReadOnlyDictionary<Cell, Drift> Drifts,
    IReadOnlyDictionary<Cell, HookHistogram> Hooks,
    IReadOnlyList<string> Files
)
{
    /// <summary>Nothing was kept.</summary>
    public static RawReadings None { get; } = new(new Dictionary<Cell, Drift>(), new Dictionary<Cell, HookHistogram>(), []);

    /// <summary>Reads them.</summary>
    /// <param name="recorded">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="files">See <see cref="Files"/>.</param>
    /// <exception cref="InputException">They are damaged.</exception>
    public static RawReadings Of(RecordedRun recorded, string folder, IReadOnlyList<string> files)
    {
        var drifts = new Dictionary<Cell, Drift>();
        var hooks = new Dictionary<Cell, HookHistogram>();
        if (recorded.Run.Thinned is not null)
            return new RawReadings(drifts, hooks, files);
        foreach (Cell cell in recorded.Cells.Where(cell => cell.Overhead is not null).Select(cell => cell.Cell))
        {
            if (!RawData.Exists(folder, cell, Comparison.Overhead))
                continue;
            (IReadOnlyList<LaunchOverheads> overheads, IReadOnlyList<RecordedLaunch> launches) = RawData.ReadAll(
                folder,
                cell,
                Comparison.Overhead
            );
            if (Drift.Of(overheads) is { } drift)
                drifts[cell] = drift;
            if (HookHistogram.Of(launches, cell) is { } histogram)
                hooks[cell] = histogram;
        }
        return new RawReadings(drifts, hooks, files);
    }
}
