using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>What git says of the tree that is measured.</summary>
/// <param name="Commit">Short commit, or <see cref="Unknown"/>.</param>
/// <param name="Dirty">Whether files that git does not ignore, or sources that it does, differ from the commit; <see langword="null"/> if it could not say.</param>
internal sealed record GitFacts(string Commit, bool? Dirty = null)
{
    /// <summary>Stands for a commit if there is no git, no repository or no commit yet.</summary>
    public const string Unknown = "unknown";

    private const int ShortCommit = 10;

    /// <summary>More marked files than this are not compared one by one.</summary>
    private const int MostMarked = 200;

    /// <summary>What a build takes in, were it ignored by git or not.</summary>
    private static readonly string[] Sources = ["*.cs", "*.csproj", "*.props", "*.targets", "*.rsp"];

    /// <summary>Folders in which no build looks for sources.</summary>
    private static readonly string[] OtherFolders = ["bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "results"];

    /// <summary>Why git could not say one of them, in a line for the user; <see langword="null"/> if it could. It is not recorded.</summary>
    [JsonIgnore]
    public string? WhyNot { get; init; }

    /// <summary>Asks git; never throws for what git cannot say.</summary>
    /// <param name="folder">The tree's own folder. Inside the tree of another repository, nothing is known: its commit says nothing of this one.</param>
    /// <param name="except">A file that does not count: what is being measured into it says nothing of the tree that is measured.</param>
    public static GitFacts Read(string folder, string? except = null)
    {
        string? beside = except is null ? null : Path.GetRelativePath(folder, except);
        return Read(new Git(folder), beside is null || Path.IsPathRooted(beside) || beside.StartsWith("..", StringComparison.Ordinal) ? [] : ["--", ".", $":(exclude,literal){beside}"]);
    }

    /// <summary>Asks a given git.</summary>
    internal static GitFacts Read(Git git, params string[] which)
    {
        (string? within, string? whyNot) = git.AskWhy("rev-parse", "--show-prefix");
        if (within is null)
            return new GitFacts(Unknown) { WhyNot = whyNot };
        if (within.Trim().Length > 0)
            return new GitFacts(Unknown) { WhyNot = "the folder lies inside another repository, whose commit says nothing of it" };
        if (Resolve(git, "HEAD") is not { } commit)
            return new GitFacts(Unknown) { WhyNot = "there is no commit yet" };
        (string? changes, whyNot) = git.AskWhy(["status", "--porcelain", "--untracked-files=all", "--ignore-submodules=none", "--no-renames", .. which]);
        if (changes is null)
            return new GitFacts(commit) { WhyNot = whyNot };
        if (changes.Length > 0)
            return new GitFacts(commit, true);
        return IsHidden(git) is { } hidden ? new GitFacts(commit, hidden) : new GitFacts(commit) { WhyNot = "files are marked as assume-unchanged or skip-worktree, too many to compare" };
    }

    /// <summary>The short name of the commit that a ref stands for, or <see langword="null"/> if there is none.</summary>
    internal static string? Resolve(Git git, string reference)
    {
        string? commit = git.Ask("rev-parse", "--verify", "--quiet", $"--short={ShortCommit}", "--end-of-options", reference + "^{commit}")?.Trim();
        return commit is { Length: >= 4 and <= 64 } && commit.All(char.IsAsciiHexDigitLower) ? commit : null;
    }

    /// <summary>Whether there is a source that the user's own ignore files hide, or a changed file that is marked so that git does not look at it.</summary>
    private static bool? IsHidden(Git git)
    {
        string? ignored = git.Ask(["ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", .. Sources.Select(pattern => $":(glob)**/{pattern}"), .. OtherFolders.Select(folder => $":(exclude,glob)**/{folder}/**")]);
        if (ignored is null || ignored.Length > 0)
            return ignored is null ? null : true;
        // "H" is a file as any other; a small letter says assume-unchanged, an S skip-worktree.
        if (git.Ask("ls-files", "-v", "-z") is not { } all)
            return null;
        string[] marked = [.. all.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(entry => char.IsAsciiLetterLower(entry[0]) || entry[0] == 'S').Select(entry => entry[2..])];
        if (marked.Length is 0 or > MostMarked)
            return marked.Length == 0 ? false : null;
        string[] staged = [.. (git.Ask(["--literal-pathspecs", "ls-files", "--stage", "-z", "--", .. marked]) ?? "").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(' ')[1])];
        string[]? present = git.Ask(["hash-object", "--", .. marked])?.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // One that is not there is a change too: what compiles all files of a folder compiles one less.
        return present is null || !present.Order(StringComparer.Ordinal).SequenceEqual(staged.Order(StringComparer.Ordinal));
    }
}
