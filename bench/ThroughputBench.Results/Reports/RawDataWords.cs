using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>
/// Describes the raw data of a run. A schema version never changes its meaning, so runs of version 1 describe theirs.
/// </summary>
internal static class RawDataWords
{
    /// <summary>The format of the raw data, for people, within <c>results/</c>.</summary>
    public const string Description = "raw-data.md";

    /// <summary>Reads the raw data, and recomputes the figures, within <c>results/</c>.</summary>
    public const string Reader = "read_blocks.py";

    /// <summary>From this day on the engine of schema 1 recorded estimates.</summary>
    private static readonly DateTimeOffset EstimatedFrom = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What <c>pairs/</c> holds.</summary>
    public static string Of(RunRecord run) =>
        run.Thinned is { } thinned
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"pairs/ was thinned on {thinned.ThinnedUtc:yyyy-MM-dd}: {Figures.Count(thinned.Files, "file")} of raw data, "
                    + $"{thinned.Bytes / 1e6:0.0} MB, were taken away (SHA-256 {thinned.Sha256}). The figures are as they were recorded; "
                    + $"raw data no longer prove them, and drift and the times of single hooks are not shown."
            )
        : run.SchemaVersion > 1
            ? $"pairs/ holds the clock time of every block of both sides, in the order of measuring. results/{Description} "
                + $"describes the files, and results/{Reader} recomputes the figures from them."
        : run.StartedUtc >= EstimatedFrom
            ? "pairs/ holds no raw times (schema 1, from 2026-11-26 on): for each pair two values that the estimator of that day made from its blocks, around two fitted constants. They give the same estimate again, but no other estimator can be tried on them."
        : "pairs/ holds the time of each side in each pair (schema 1, until 2026-11-25). The times of its blocks were not kept.";
}
