namespace ThroughputBench.Publishing;

/// <summary>What pages were made from, and what they are.</summary>
/// <param name="Run">The path within <c>results/</c> of the run that they are of; <see cref="OfAll"/> for the pages of all runs.</param>
/// <param name="Digest">See <see cref="PageStamps.DigestOf(string, string)"/>.</param>
/// <param name="Pages">The SHA-256 of each page, by its path within the checkout.</param>
internal sealed record PageStamp(string Run, string Digest, IReadOnlyDictionary<string, string> Pages)
{
    /// <summary>Instead of a run's path: the pages of machines, the index and the README.</summary>
    public const string OfAll = "";

    /// <summary>From pages that were made.</summary>
    public static PageStamp FromPages(string run, string digest, IEnumerable<StagedFile> pages) =>
        new(run, digest, pages.ToDictionary(page => page.Path, page => page.Sha256));
}
