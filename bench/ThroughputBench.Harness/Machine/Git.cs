using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;

namespace ThroughputBench.Machine;

/// <summary>
/// Asks git about one folder, regardless of the caller's environment and configuration. A failure of git is a normal answer.
/// </summary>
/// <param name="folder">A folder inside the tree.</param>
/// <param name="program">The program to start.</param>
internal sealed class Git(string folder, string program = "git")
{
    /// <summary>With it git treats every repository as another user's: it can only refuse more, and tests of that need it.</summary>
    private const string KeptVariable = "GIT_TEST_ASSUME_DIFFERENT_OWNER";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Settings that could hide a changed file, each with git's default.</summary>
    private static readonly string[] Settings =
    [
        "core.fsmonitor=false",
        "core.untrackedCache=false",
        "core.ignoreStat=false",
        "core.checkStat=default",
        "core.trustctime=true",
        "core.preloadIndex=true",
        "status.relativePaths=false",
        "color.ui=false",
    ];

    /// <summary>A folder inside the tree.</summary>
    public string Folder => folder;

    /// <summary>Git's output, or <see langword="null"/> if git is missing, fails or does not end.</summary>
    public string? Ask(params IEnumerable<string> arguments) => AskWhy(arguments).Output;

    /// <summary>Git's output, or why there is none.</summary>
    /// <returns>The output, or else one line that says why there is none.</returns>
    public (string? Output, string? WhyNot) AskWhy(params IEnumerable<string> arguments)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            BufferedCommandResult git = Command(arguments).ExecuteBufferedAsync(patience.Token).GetAwaiter().GetResult();
            return git.ExitCode == 0 ? (git.StandardOutput, null) : (null, Reason(git.StandardError, git.ExitCode));
        }
        catch (OperationCanceledException)
        {
            return (null, $"git did not end within {Patience.TotalSeconds} s");
        }
        catch (Win32Exception)
        {
            return (null, "git is not on the PATH; install it");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return (null, e.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Why git knows no commit of a name.</summary>
    /// <returns>A clause that ends with a full stop.</returns>
    public string WhyUnknown(string reference)
    {
        (string? shallow, string? whyNot) = AskWhy("rev-parse", "--is-shallow-repository");
        return whyNot is not null ? $"{whyNot}."
            : shallow!.Trim() == "true"
                ? $"this clone is shallow, and its history does not reach back to a commit '{reference}'; "
                    + "get the rest with git fetch --unshallow."
            : $"git knows no commit '{reference}'; give a branch, a tag or a commit of this repository.";
    }

    /// <summary>Writes git's output to a file, byte by byte.</summary>
    /// <returns>Whether git was there and did not fail.</returns>
    public bool Write(string file, params IEnumerable<string> arguments)
    {
        try
        {
            Command git = Command(arguments).WithStandardOutputPipe(PipeTarget.ToFile(file));
            return git.ExecuteAsync().GetAwaiter().GetResult().ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }

    private Command Command(IEnumerable<string> arguments) =>
        Cli.Wrap(program)
            .WithArguments(["-C", folder, .. Settings.SelectMany(setting => (string[])["-c", setting]), .. arguments])
            .WithEnvironmentVariables(OwnEnvironment())
            .WithValidation(CommandResultValidation.None);

    /// <summary>What a process that asks git about a folder of its own changes in its environment.</summary>
    internal static Dictionary<string, string?> OwnEnvironment()
    {
        // GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_CONFIG_… and similar variables name another repository, or change how this one looks.
        Dictionary<string, string?> changed = Environment
            .GetEnvironmentVariables()
            .Keys.Cast<string>()
            .Where(name => name.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase) && name != KeptVariable)
            .ToDictionary(name => name, _ => (string?)null);
        // "status" would also refresh the index; a benchmark must not write to the repository.
        changed["GIT_OPTIONAL_LOCKS"] = "0";
        changed["LC_ALL"] = "C";
        return changed;
    }

    private string Reason(string error, int exitCode)
    {
        if (error.Contains("dubious ownership", StringComparison.Ordinal))
        {
            return "git refuses the folder, since another user owns it ('dubious ownership'); allow it with: "
                + $"git config --global --add safe.directory '{Path.GetFullPath(folder)}'";
        }

        string? line = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return line is null ? $"git ended with exit code {exitCode}" : $"git says: {line}";
    }
}
