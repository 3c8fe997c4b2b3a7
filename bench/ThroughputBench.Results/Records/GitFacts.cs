using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>Git's facts on the tree that is measured.</summary>
/// <param name="Commit">Short commit, or <see cref="Unknown"/>.</param>
/// <param name="Dirty">Whether a tracked file differs from the commit, or there is an untracked one that a build reads, ignored or not;
/// <see langword="null"/> if that is unknown.</param>
internal sealed record GitFacts(string Commit, bool? Dirty = null)
{
    /// <summary>The value for a commit if there is no git, no repository or no commit yet.</summary>
    public const string Unknown = "unknown";

    /// <summary>
    /// Why one of them is unknown, in a line for the user; <see langword="null"/> if both are known. It is not recorded.
    /// </summary>
    [JsonIgnore]
    public string? WhyNot { get; init; }
}
