namespace ThroughputBench.Records;

/// <summary>What a measured cell's record must hold for a verdict to rest on. Older schemas did not know of all of it.</summary>
internal static class MissingEvidence
{
    /// <summary>The first schema version whose measured cells are verified.</summary>
    private const int VerifiedSince = 2;

    /// <summary>The fields that a record lacks, as they are called in <c>cells.jsonl</c>.</summary>
    public static IEnumerable<string> In(CellRecord record)
    {
        if (record.Status == CellStatus.Measured && record.SchemaVersion >= VerifiedSince && record.Verification is null)
            yield return "verification";
    }
}
