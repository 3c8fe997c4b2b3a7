using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace ThroughputBench.Machine;

/// <summary>A command of the .NET SDK that builds, without the caller's MSBuild settings.</summary>
internal static partial class DotnetCommand
{
    private const int InterruptedExitCode = 130;

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">The command's name and its arguments.</param>
    /// <param name="cancellation">Ends it, and every process that it started.</param>
    /// <param name="program">The program to start.</param>
    /// <returns>Why the build failed; <see langword="null"/> if it succeeded.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled or interrupted.</exception>
    public static BuildError? FirstError(IReadOnlyList<string> arguments, CancellationToken cancellation, string program = "dotnet")
    {
        BufferedCommandResult build = Cli.Wrap(program)
            .WithArguments([.. arguments, "--configuration", "Release", "--nologo", "--verbosity", "quiet", "-noAutoResponse"])
            .WithEnvironmentVariables(new Dictionary<string, string?>(ChildEnvironment.Removed()) { ["DOTNET_CLI_UI_LANGUAGE"] = "en" })
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellation)
            .GetAwaiter()
            .GetResult();
        if (build.ExitCode == 0)
            return null;
        // Ctrl-C in a terminal goes to the build too.
        if (build.ExitCode == InterruptedExitCode)
            throw new OperationCanceledException();
        Interrupt.ThrowIfInterrupted(failed: true, cancellation);
        string[] lines = (build.StandardOutput + build.StandardError).Split(
            '\n',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        string[] errors = [.. lines.Where(line => AnyError().IsMatch(line))];
        return errors.FirstOrDefault(line => !ErrorInSources().IsMatch(line)) is { } other ? new(other, IsInSources: false)
            : errors.Length > 0 ? new(errors[0], IsInSources: true)
            : new(lines.FirstOrDefault() ?? $"dotnet {arguments[0]} ended with exit code {build.ExitCode}.", IsInSources: false);
    }

    [GeneratedRegex(@"(^|: )error ")]
    private static partial Regex AnyError();

    /// <summary>An error of the C# compiler, except those about files that it cannot read or write.</summary>
    [GeneratedRegex(@": error CS(?!0006|0016|0041|2012|8104)\d{4}:")]
    private static partial Regex ErrorInSources();
}
