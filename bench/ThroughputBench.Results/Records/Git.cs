using System.ComponentModel;
using System.Diagnostics;

namespace ThroughputBench.Records;

/// <summary>Asks git, and takes no for an answer.</summary>
/// <param name="folder">A folder inside the tree.</param>
/// <param name="program">The program to start.</param>
internal sealed class Git(string folder, string program = "git")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What git prints, or <see langword="null"/> where it is missing, fails or does not come to an end.</summary>
    public string? Ask(params IEnumerable<string> arguments)
    {
        try
        {
            using Process git = Start(arguments);
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

    /// <summary>Hands what git prints on, byte by byte.</summary>
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
        var start = new ProcessStartInfo(program, ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // "status" would refresh the index on the way; a benchmark has no business writing to the repository.
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        return Process.Start(start)!;
    }
}
