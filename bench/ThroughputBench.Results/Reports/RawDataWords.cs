using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>Says what the raw data of a run are. What a schema version meant never changes, so runs of version 1 say what theirs hold.</summary>
internal static class RawDataWords
{
    /// <summary>The format of the raw data, for people, within <c>results/</c>.</summary>
    public const string Description = "raw-data.md";

    /// <summary>Reads the raw data, and makes the figures again, within <c>results/</c>.</summary>
    public const string Reader = "read_blocks.py";

    /// <summary>From this day on the engine of schema 1 estimated before it recorded.</summary>
    private static readonly DateTimeOffset EstimatedFrom = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What <c>pairs/</c> holds.</summary>
    public static string Of(RunRecord run) =>
        run.SchemaVersion > 1
            ? $"pairs/ holds the time of every block of both sides, in the order of measuring, as the clock said it. results/{Description} describes the files, and results/{Reader} makes the figures again from them."
        : run.StartedUtc >= EstimatedFrom
            ? "pairs/ holds no raw times (schema 1, from 2026-11-26 on): for each pair two values that the estimator of that time made from its blocks, around two constants that it fitted. They give the estimate again, and no other estimator can be tried on them."
            : "pairs/ holds the time of each side in each pair (schema 1, until 2026-11-25). The times of the blocks that a pair was made of were not kept.";
}
