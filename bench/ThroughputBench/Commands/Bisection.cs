using System.Text.RegularExpressions;
using CliWrap;
using ThroughputBench.Machine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>
/// <c>git bisect run</c> in a bare scratch clone: nothing is checked out, and the caller's checkout is not touched.
/// </summary>
/// <param name="root">The repository.</param>
/// <param name="check">A command that judges the commit that its last argument, <c>--commit=…</c>, names; its exit code is an <see cref="ExitCode"/>.</param>
/// <param name="error">Progress.</param>
internal sealed partial class Bisection(string root, IReadOnlyList<string> check, TextWriter error)
{
    /// <summary>
    /// One step, for git: 125 skips a commit, and 128 ends the search. What the check prints on standard output is not kept; its verdict is.
    /// </summary>
    private const string Step = """
        commit=$(git rev-parse --verify BISECT_HEAD) || exit 128
        "$@" --commit="$commit" >/dev/null
        code=$?
        case $code in
          0) verdict='no worse'; answer=0 ;;
          1) verdict=worse; answer=1 ;;
          3) verdict='inconclusive: skipped'; answer=125 ;;
          4) verdict='not comparable: skipped'; answer=125 ;;
          *) verdict="the check ended with exit code $code"; answer=128 ;;
        esac
        printf '%s: %s\n' "$(git log -1 --format='%h %s' "$commit")" "$verdict" >&2
        exit $answer
        """;

    /// <summary>Searches.</summary>
    /// <param name="good">A commit that is good by definition.</param>
    /// <param name="bad">A descendant; whether it is bad is checked first.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The result in one line, and the exit code.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled, or a check was interrupted.</exception>
    /// <exception cref="InputException">git cannot clone the repository.</exception>
    public async Task<Result> RunAsync(string good, string bad, CancellationToken cancellation)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("throughputbench-bisect-");
        try
        {
            string clone = Path.Combine(scratch.FullName, "clone.git");
            if (await GitAsync(root, cancellation, "clone", "--quiet", "--bare", "--shared", "--", root, clone) != 0)
                throw new InputException($"bisect: git could not clone {root}.");
            var code = (ExitCode)await RunAsync([.. check, $"--commit={bad}"], root, cancellation);
            switch (code)
            {
                case ExitCode.Bad:
                    break;
                case ExitCode.Interrupted:
                    throw new OperationCanceledException();
                case ExitCode.Good:
                    return new(code, $"{bad[..10]} is no worse than {good[..10]}: there is nothing to find.");
                default:
                    return new(code, $"Whether {bad[..10]} is worse than {good[..10]} could not be shown, so nothing was searched.");
            }

            await GitAsync(clone, cancellation, "bisect", "start", "--no-checkout", bad, good);
            if (Found(clone) is not { } found)
            {
                int ended = await GitAsync(clone, cancellation, ["bisect", "run", "sh", "-c", Step, "step", .. check]);
                cancellation.ThrowIfCancellationRequested();
                found = Found(clone) ?? new(ExitCode.Failed, $"The search ended early: git bisect run ended with exit code {ended}.");
            }
            return found;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>What git's log of the search ends with; <see langword="null"/> if it has not ended.</summary>
    private static Result? Found(string clone)
    {
        string log = new Git(clone).Ask("bisect", "log") ?? "";
        if (FirstBad().Match(log) is { Success: true } first)
            return new(ExitCode.Bad, $"First bad commit: {first.Groups["commit"].Value[..10]} {first.Groups["subject"].Value}");
        string[] possible = [.. PossibleBad().Matches(log).Select(match => match.Groups["commit"].Value[..10])];
        return possible.Length == 0
            ? null
            : new(
                ExitCode.Inconclusive,
                $"The first bad commit is one of {string.Join(", ", possible)}: the checks between them gave no verdict."
            );
    }

    private Task<int> GitAsync(string folder, CancellationToken cancellation, params string[] arguments) =>
        RunAsync(["git", "-C", folder, .. arguments], folder, cancellation);

    private async Task<int> RunAsync(IReadOnlyList<string> command, string folder, CancellationToken cancellation) =>
        (
            await Cli.Wrap(command[0])
                .WithArguments(command.Skip(1))
                .WithWorkingDirectory(folder)
                .WithEnvironmentVariables(Git.OwnEnvironment())
                // Read to its end: the library's own "nothing" would close it, and a check that cannot write its result has failed.
                .WithStandardOutputPipe(PipeTarget.ToStream(Stream.Null))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(error.WriteLine))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(cancellation)
        ).ExitCode;

    [GeneratedRegex(@"^# first bad commit: \[(?<commit>[0-9a-f]{40,})\] (?<subject>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex FirstBad();

    [GeneratedRegex(@"^# possible first bad commit: \[(?<commit>[0-9a-f]{40,})\]", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex PossibleBad();

    /// <summary>What a search found.</summary>
    /// <param name="Code">The exit code: bad if a commit was found.</param>
    /// <param name="Line">The result in one line.</param>
    internal sealed record Result(ExitCode Code, string Line);
}
