using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>What the cells of a grid took in the last published run: what a division into shards goes by.</summary>
internal static class RecordedSeconds
{
    private const int Digits = 2;

    /// <summary>
    /// The options of a shard with the times of its grid's cells, from the latest published run that has one of them, whatever its machine:
    /// only what cells take beside each other matters. Every task of the same commit finds the same run.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="workplace">The folder that has <c>results/</c>.</param>
    /// <exception cref="InputException">A published run is damaged.</exception>
    public static RunOptions AddTo(RunOptions options, string workplace)
    {
        Cell[] grid = [.. new SweepGrid((options with { Shard = null }).ToGrid()).Accepted];
        return options with
        {
            CellSeconds = ResultsFolder
                .FoldersOfRuns(Path.Combine(workplace, "results"))
                .OrderByDescending(folder => Path.GetFileName(folder), StringComparer.Ordinal)
                .ThenBy(folder => folder, StringComparer.Ordinal)
                .Select(folder => Of(folder, grid))
                .FirstOrDefault(seconds => seconds.Count > 0),
        };
    }

    private static SortedDictionary<string, double> Of(string folder, Cell[] grid)
    {
        var seconds = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (Cell cell in grid.Where(cell => File.Exists(RawData.PathOf(folder, cell, Comparison.Overhead))))
        {
            double took = RawData.ReadBlocks(folder, cell, Comparison.Overhead).Sum(launch => launch.Elapsed.TotalSeconds);
            if (Math.Round(took, Digits) is > 0 and var rounded)
                seconds.Add(cell.Id, rounded);
        }
        return seconds;
    }
}
