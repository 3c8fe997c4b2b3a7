using System.ComponentModel;
using System.Diagnostics;

namespace ThroughputBench.Records;

/// <summary>What git says of the tree that is measured.</summary>
/// <param name="Commit">Short commit, or <see cref="Unknown"/>.</param>
/// <param name="Dirty">Whether files that git does not ignore differ from the commit; <see langword="null"/> where it could not say.</param>
internal sealed record GitFacts(string Commit, bool? Dirty)
{
    /// <summary>Stands for a commit where there is no git, no repository or no commit yet.</summary>
    public const string Unknown = "unknown";

    private const int ShortCommit = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Asks git; never throws for what git cannot say.</summary>
    /// <param name="folder">A folder inside the tree.</param>
    public static GitFacts Read(string folder) => Read(folder, "git");

    /// <summary>Asks a given git.</summary>
    internal static GitFacts Read(string folder, string program)
    {
        string? commit = Ask(program, folder, "rev-parse", $"--short={ShortCommit}", "HEAD")?.Trim();
        if (commit is not { Length: >= 4 and <= 64 } || !commit.All(char.IsAsciiHexDigitLower))
            return new GitFacts(Unknown, null);
        string? changes = Ask(program, folder, "status", "--porcelain");
        return new GitFacts(commit, changes is null ? null : changes.Length > 0);
    }

    /// <summary>What git prints, or <see langword="null"/> where it is missing, fails or does not come to an end.</summary>
    private static string? Ask(string program, string folder, params IEnumerable<string> arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
            // "status" would refresh the index on the way; a benchmark has no business writing to the repository.
            start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
            using Process git = Process.Start(start)!;
            Task<string> output = git.StandardOutput.ReadToEndAsync();
            _ = git.StandardError.ReadToEndAsync();
            if (git.WaitForExit(Patience) && output.Wait(Patience))
                return git.ExitCode == 0 ? output.Result : null;
            git.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
