using System.ComponentModel;
using System.Diagnostics;

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

    /// <summary>Git's output, or <see langword="null"/> if git is missing, fails or does not end.</summary>
    public string? Ask(params IEnumerable<string> arguments) => AskWhy(arguments).Output;

    /// <summary>Git's output, or why there is none.</summary>
    /// <returns>The output, or else one line that says why there is none.</returns>
    public (string? Output, string? WhyNot) AskWhy(params IEnumerable<string> arguments)
    {
        try
        {
            using Process git = Start(arguments);
            Task<string> output = git.StandardOutput.ReadToEndAsync(),
                error = git.StandardError.ReadToEndAsync();
            if (git.WaitForExit(Patience) && output.Wait(Patience) && error.Wait(Patience))
                return git.ExitCode == 0 ? (output.Result, null) : (null, Reason(error.Result, git.ExitCode));
            git.Kill(entireProcessTree: true);
            return (null, $"git did not end within {Patience.TotalSeconds} s");
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            return (null, e is Win32Exception ? "git is not on the PATH; install it" : e.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Passes git's output on, byte by byte.</summary>
    /// <returns>Whether git was there and did not fail.</returns>
    public bool Pipe(Action<Stream> reader, params IEnumerable<string> arguments)
    {
        try
        {
            using Process git = Start(arguments);
            _ = git.StandardError.ReadToEndAsync();
            reader(git.StandardOutput.BaseStream);
            git.StandardOutput.BaseStream.CopyTo(Stream.Null);
            return git.WaitForExit(Patience) && git.ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            program,
            ["-C", folder, .. Settings.SelectMany(setting => (string[])["-c", setting]), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_CONFIG_… and similar variables name another repository, or change how this one looks.
        foreach (
            string name in start
                .Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase) && name != KeptVariable)
                .ToArray()
        )
        {
            start.Environment.Remove(name);
        }
        // "status" would also refresh the index; a benchmark must not write to the repository.
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start)!;
    }

    private string Reason(string error, int exitCode)
    {
        if (error.Contains("dubious ownership", StringComparison.Ordinal))
            return $"git refuses the folder, since another user owns it ('dubious ownership'); allow it with: git config --global --add safe.directory '{Path.GetFullPath(folder)}'";
        string? line = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return line is null ? $"git ended with exit code {exitCode}" : $"git says: {line}";
    }
}
