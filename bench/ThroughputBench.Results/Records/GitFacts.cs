namespace ThroughputBench.Records;

/// <summary>What git says of the tree that is measured.</summary>
/// <param name="Commit">Short commit, or <see cref="Unknown"/>.</param>
/// <param name="Dirty">Whether files that git does not ignore differ from the commit; <see langword="null"/> where it could not say.</param>
internal sealed record GitFacts(string Commit, bool? Dirty)
{
    /// <summary>Stands for a commit where there is no git, no repository or no commit yet.</summary>
    public const string Unknown = "unknown";

    private const int ShortCommit = 10;

    /// <summary>Asks git; never throws for what git cannot say.</summary>
    /// <param name="folder">A folder inside the tree.</param>
    /// <param name="except">A file that does not count: what is being measured into it says nothing of the tree that is measured.</param>
    public static GitFacts Read(string folder, string? except = null)
    {
        string? beside = except is null ? null : Path.GetRelativePath(folder, except);
        return Read(new Git(folder), beside is null || Path.IsPathRooted(beside) || beside.StartsWith("..", StringComparison.Ordinal) ? [] : ["--untracked-files=all", "--", ".", $":(exclude,literal){beside}"]);
    }

    /// <summary>Asks a given git.</summary>
    internal static GitFacts Read(Git git, params string[] which)
    {
        if (Resolve(git, "HEAD") is not { } commit)
            return new GitFacts(Unknown, null);
        string? changes = git.Ask(["status", "--porcelain", .. which]);
        return new GitFacts(commit, changes is null ? null : changes.Length > 0);
    }

    /// <summary>The short name of the commit that a ref stands for, or <see langword="null"/> where there is none.</summary>
    internal static string? Resolve(Git git, string reference)
    {
        string? commit = git.Ask("rev-parse", "--verify", "--quiet", $"--short={ShortCommit}", "--end-of-options", reference + "^{commit}")?.Trim();
        return commit is { Length: >= 4 and <= 64 } && commit.All(char.IsAsciiHexDigitLower) ? commit : null;
    }
}
