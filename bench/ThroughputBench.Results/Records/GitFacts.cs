using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>What git says of the tree that is measured.</summary>
/// <param name="Commit">Short commit, or <see cref="Unknown"/>.</param>
/// <param name="Dirty">Whether files that git does not ignore, or sources that it does, differ from the commit; <see langword="null"/> if
/// it could not say.</param>
internal sealed record GitFacts(string Commit, bool? Dirty = null)
{
    /// <summary>Stands for a commit if there is no git, no repository or no commit yet.</summary>
    public const string Unknown = "unknown";

    /// <summary>
    /// Why git could not say one of them, in a line for the user; <see langword="null"/> if it could. It is not recorded.
    /// </summary>
    [JsonIgnore]
    public string? WhyNot { get; init; }
}
