namespace ThroughputBench.Records;

/// <summary>What was taken away when a run was thinned. Its records and figures stay as they were.</summary>
internal sealed record ThinnedRecord
{
    /// <summary>When.</summary>
    public required DateTimeOffset ThinnedUtc { get; init; }

    /// <summary>How many files of raw data there were.</summary>
    public required int Files { get; init; }

    /// <summary>Their size.</summary>
    public required long Bytes { get; init; }

    /// <summary>A digest of their names and contents: shows whether a copy, from git's history for instance, is the same.</summary>
    public required string Sha256 { get; init; }
}
