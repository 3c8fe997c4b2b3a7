using CliWrap;
using CliWrap.Buffered;

namespace ThroughputBench.Machine;

/// <summary>A command of the .NET SDK that builds, without the caller's MSBuild settings.</summary>
internal static class DotnetCommand
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">The command's name and its arguments.</param>
    /// <param name="cancellation">Ends it, and every process that it started.</param>
    /// <returns>The build's first error, in one line; <see langword="null"/> if it succeeded.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static string? FirstError(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        BufferedCommandResult build = Cli.Wrap("dotnet")
            .WithArguments([.. arguments, "--configuration", "Release", "--nologo", "--verbosity", "quiet", "-noAutoResponse"])
            .WithEnvironmentVariables(ChildEnvironment.Removed())
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellation)
            .GetAwaiter()
            .GetResult();
        if (build.ExitCode == 0)
            return null;
        string[] lines = (build.StandardOutput + build.StandardError).Split(
            '\n',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        return lines.FirstOrDefault(line => line.Contains(": error ", StringComparison.Ordinal))
            ?? lines.FirstOrDefault()
            ?? $"dotnet {arguments[0]} ended with exit code {build.ExitCode}.";
    }
}
