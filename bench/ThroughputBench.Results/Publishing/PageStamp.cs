namespace ThroughputBench.Publishing;

/// <summary>What a run's pages were made from, and what they are.</summary>
/// <param name="Run">The run's path within <c>results/</c>.</param>
/// <param name="Digest">See <see cref="PageStamps.DigestOf"/>.</param>
/// <param name="Pages">The SHA-256 of each page, by its path within the checkout.</param>
internal sealed record PageStamp(string Run, string Digest, IReadOnlyDictionary<string, string> Pages);
