namespace ThroughputBench.Publishing;

/// <summary>A derived file that was made, or is known to be as it should be.</summary>
/// <param name="Path">Its path within the checkout, with <c>/</c> between folders.</param>
/// <param name="Sha256">The SHA-256 of its content.</param>
/// <param name="IsStale">Whether the file in the checkout is missing or another.</param>
internal sealed record StagedFile(string Path, string Sha256, bool IsStale = false);
