using ThroughputBench.Records;

namespace ThroughputBench.Machine;

/// <summary>Asks git about the tree that is measured.</summary>
internal static class GitTree
{
    private const int ShortCommit = 10;

    /// <summary>More marked files than this are not compared one by one.</summary>
    private const int MostMarked = 200;

    /// <summary>Files that a build reads even if git ignores them.</summary>
    private static readonly string[] Sources = ["*.cs", "*.csproj", "*.props", "*.targets", "*.rsp"];

    /// <summary>Files in the root folder that MSBuild, NuGet or .NET read.</summary>
    private static readonly string[] Settings =
    [
        "*.sln",
        "*.slnx",
        "Directory.*",
        "global.json",
        "nuget.config",
        ".editorconfig",
        ".globalconfig",
        ".config/**",
    ];

    /// <summary>Folders of the projects: every file in them may be one that a build reads.</summary>
    private static readonly string[] SourceFolders = ["src", "bench"];

    /// <summary>Folders in which a build never looks for sources.</summary>
    private static readonly string[] OtherFolders = ["bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "results"];

    /// <summary>Asks git; never throws if git gives no answer.</summary>
    /// <param name="folder">The tree's root folder. Inside the tree of another repository nothing is known: its commit does not identify
    /// this tree.</param>
    /// <param name="except">A file to ignore: the measurement's output is not part of the measured tree.</param>
    public static GitFacts Read(string folder, string? except = null)
    {
        string? beside = except is null ? null : Path.GetRelativePath(folder, except);
        return Read(
            new Git(folder),
            beside is null || Path.IsPathRooted(beside) || beside.StartsWith("..", StringComparison.Ordinal)
                ? []
                : ["--", ".", $":(exclude,literal){beside}"]
        );
    }

    /// <summary>Asks a given git.</summary>
    internal static GitFacts Read(Git git, params string[] which)
    {
        (string? within, string? whyNot) = git.AskWhy("rev-parse", "--show-prefix");
        if (within is null)
            return new GitFacts(GitFacts.Unknown) { WhyNot = whyNot };
        if (within.Trim().Length > 0)
            return new GitFacts(GitFacts.Unknown) { WhyNot = "the folder lies inside another repository, whose commit does not identify it" };
        if (Resolve(git, "HEAD") is not { } commit)
            return new GitFacts(GitFacts.Unknown) { WhyNot = "there is no commit yet" };
        (string? changes, whyNot) = git.AskWhy([
            "status",
            "--porcelain",
            "--untracked-files=no",
            "--ignore-submodules=none",
            "--no-renames",
            .. which,
        ]);
        if (changes is null)
            return new GitFacts(commit) { WhyNot = whyNot };
        if (changes.Length > 0)
            return new GitFacts(commit, true);
        (bool? added, whyNot) = HasUntrackedSource(git);
        if (added != false)
            return new GitFacts(commit, added) { WhyNot = whyNot };
        return IsMarkedFileChanged(git) is { } changed
            ? new GitFacts(commit, changed)
            : new GitFacts(commit) { WhyNot = "files are marked as assume-unchanged or skip-worktree, too many to compare" };
    }

    /// <summary>The short name of a ref's commit, or <see langword="null"/> if there is none.</summary>
    internal static string? Resolve(Git git, string reference)
    {
        string? commit = git.Ask("rev-parse", "--verify", "--quiet", $"--short={ShortCommit}", "--end-of-options", reference + "^{commit}")
            ?.Trim();
        return commit is { Length: >= 4 and <= 64 } && commit.All(char.IsAsciiHexDigitLower) ? commit : null;
    }

    /// <summary>
    /// Whether there is a file that no commit has and a build reads. Other untracked files, such as results written into the clone, do not
    /// change what is measured.
    /// </summary>
    private static (bool? Has, string? WhyNot) HasUntrackedSource(Git git)
    {
        // The user's own ignore files must not hide a source, so here none of them is read.
        (string? sources, string? whyNot) = git.AskWhy([
            "ls-files",
            "--others",
            "-z",
            "--",
            .. Sources.Select(pattern => $":(glob)**/{pattern}"),
            .. Settings.Select(pattern => $":(glob,icase){pattern}"),
            .. OtherFolders.Select(folder => $":(exclude,glob)**/{folder}/**"),
        ]);
        if (sources is null || sources.Length > 0)
            return (sources is null ? null : true, whyNot);
        (string? beside, whyNot) = git.AskWhy(["ls-files", "--others", "--exclude-standard", "-z", "--", .. SourceFolders]);
        return beside is null
            ? (null, whyNot)
            : (
                beside
                    .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                    .Select(file => Path.GetDirectoryName(file))
                    .Distinct()
                    .Any(folder => !IsInRun(git.Folder, folder)),
                null
            );
    }

    /// <summary>Whether a folder is that of a run, or lies in one.</summary>
    private static bool IsInRun(string root, string? folder) =>
        folder is { Length: > 0 } && (RunFolder.IsRun(Path.Combine(root, folder)) || IsInRun(root, Path.GetDirectoryName(folder)));

    /// <summary>Whether a file is changed that has a mark which makes git ignore changes.</summary>
    private static bool? IsMarkedFileChanged(Git git)
    {
        // "H" is a normal file; a small letter means assume-unchanged, an S skip-worktree.
        if (git.Ask("ls-files", "-v", "-z") is not { } all)
            return null;
        string[] marked =
        [
            .. all.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(entry => char.IsAsciiLetterLower(entry[0]) || entry[0] == 'S')
                .Select(entry => entry[2..]),
        ];
        if (marked.Length is 0 or > MostMarked)
            return marked.Length == 0 ? false : null;
        string[] staged =
        [
            .. (git.Ask(["--literal-pathspecs", "ls-files", "--stage", "-z", "--", .. marked]) ?? "")
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(entry => entry.Split(' ')[1]),
        ];
        string[]? present = git.Ask(["hash-object", "--", .. marked])?.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // A missing one is a change too: a build of all files in a folder then compiles one file less.
        return present is null || !present.Order(StringComparer.Ordinal).SequenceEqual(staged.Order(StringComparer.Ordinal));
    }
}
