using System.CommandLine;
using ThroughputBench.Devices;
using ThroughputBench.Machine;
using ThroughputBench.Measurement;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary><c>bisect</c>: finds the commit that made the monitor more expensive.</summary>
internal static class BisectCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "bisect";

    /// <summary>Declares it.</summary>
    /// <param name="libtorch">The option of all commands; only the checks need what it names.</param>
    public static Command Create(Option<string?> libtorch)
    {
        var good = new Argument<string>("good") { Description = "A commit at which the monitor was not too expensive." };
        var bad = new Argument<string>("bad") { Description = "A later commit, at which it is." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress. [default: progress on standard error]" };
        var limits = new CheckArguments();
        var grid = new GridArguments(GridDefaults.Against);
        Option[] passedOn =
        [
            .. limits.AllButBaseline.Where(option => option.Name == "--tolerance"),
            .. grid.AllBut(MeasurementOptions.Fault, MeasurementOptions.Timing, MeasurementOptions.Shard),
        ];
        var command = new Command(
            Name,
            "Which commit made the monitor more expensive? Drives git bisect in a scratch clone, with check --against GOOD at each "
                + "commit; a commit without a verdict is skipped. Your checkout is not touched."
        )
        {
            good,
            bad,
            quiet,
        };
        foreach (Option option in passedOn)
            command.Options.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            var git = new Git(Repository.Root);
            string first = Commit(git, parsed.GetValue(good)!),
                last = Commit(git, parsed.GetValue(bad)!);
            if (first == last || git.Ask("merge-base", "--is-ancestor", first, last) is null)
            {
                throw new InputException(
                    $"'{parsed.GetValue(good)}' must be an ancestor of '{parsed.GetValue(bad)}', so that commits between them can be tried."
                );
            }
            using var interrupt = new Interrupt();
            var bisection = new Bisection(
                Repository.Root,
                [
                    Environment.ProcessPath!,
                    .. CheckProcess.Self(),
                    "check",
                    $"--against={first}",
                    .. parsed.GetValue(quiet) ? (string[])["--quiet"] : [],
                    .. passedOn.SelectMany(option => ForChecks(parsed, option)),
                    .. LibtorchForChecks(parsed, libtorch),
                ],
                parsed.InvocationConfiguration.Error
            );
            Bisection.Result result = await bisection.RunAsync(first, last, interrupt.Token);
            (result.Code is ExitCode.Good or ExitCode.Bad or ExitCode.Inconclusive
                ? parsed.InvocationConfiguration.Output
                : parsed.InvocationConfiguration.Error).WriteLine(result.Line);
            return (int)result.Code;
        });
        return command;
    }

    private static string Commit(Git git, string reference) =>
        git.Ask("rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}")?.Trim() is { Length: > 0 } commit
            ? commit
            : throw new InputException($"bisect: {git.WhyUnknown(reference)}");

    /// <summary>An option for the checks. They are started from other folders, so a path is a full one.</summary>
    private static string[] ForChecks(ParseResult parsed, Option option) =>
        option.Name == MeasurementOptions.Data.Name && GivenOption.TextIn(parsed, option) is { Length: > 0 } path
            ? [FullPath(option, path)]
            : GivenOption.ArgumentIn(parsed, option);

    private static string[] LibtorchForChecks(ParseResult parsed, Option<string?> option) =>
        (parsed.GetValue(option) ?? Environment.GetEnvironmentVariable(Libtorch.Variable)) is { Length: > 0 } path
            ? [FullPath(option, path)]
            : GivenOption.ArgumentIn(parsed, option);

    private static string FullPath(Option option, string path) => $"{option.Name}={Path.GetFullPath(path)}";
}
