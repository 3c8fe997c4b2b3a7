using System.CommandLine;
using System.CommandLine.Help;
using ThroughputBench.Devices;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Workloads;

namespace ThroughputBench.Commands;

/// <summary>The command line: its commands, and how errors are reported.</summary>
internal static class ThroughputBenchCommands
{
    /// <summary>The command that only <c>run.sh</c> knows.</summary>
    private const string Tests = "test";

    /// <summary>Runs one command.</summary>
    /// <param name="args">The program's arguments. No command means <c>sweep</c>.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Progress, notices and errors.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var libtorch = new Option<string?>("--libtorch")
        {
            Description =
                $"Folder of the libtorch to train with: an installed PyTorch's, or an unpacked one. [default: {Libtorch.Variable}, "
                    + "or else the build's own]",
            HelpName = "folder",
            Recursive = true,
        };
        var root = new RootCommand(
            "Measures what a throughput monitor costs in a training loop, and whether its figures are right."
                + $" Start with {Repository.Program} sweep --quick: four cells, one sentence, about a minute."
                + (Repository.IsBundle ? "" : $" Without a command: sweep. All tests, about 6 min: {Repository.Program} {Tests}.")
                + (Repository.IsBundle ? "" : $" The last build, without checking the sources: {Repository.Program} --no-build.")
        )
        {
            SweepCommand.Create(),
            CheckCommand.Create(),
            CompareCommand.Create(),
            RunsCommand.Create(),
            BisectCommand.Create(libtorch),
            CalibrateCommand.Create(),
            PublishCommand.Create(),
            MergeCommand.Create(),
            ThinCommand.Create(),
            BundleCommand.Create(),
            BdnCommand.Create(),
            InfoCommand.Create(),
            CompletionCommand.Create(),
            BusyCommand.Create(),
            LaunchCommand.Create(),
        };
        root.Options.Add(libtorch);
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new CommandHelp((HelpAction)help.Action!);
        ParseResult parsed = root.Parse(WithDefaultCommand(args, root));
        if (parsed.Errors.Count > 0 && !root.Directives.Any(directive => parsed.GetResult(directive) is not null))
        {
            string wrong = parsed.UnmatchedTokens is [var token, ..]
                ? $"'{token}' is neither a command nor an option here.{DidYouMean(token, parsed.CommandResult.Command)}"
                : parsed.Errors[^1].Message;
            string command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            await error.WriteLineAsync($"throughputbench: {OneLine(wrong)} See {Repository.Program} {command}--help.");
            return (int)ExitCode.Usage;
        }
        try
        {
            if (Trains(parsed))
                Libtorch.Use(parsed.GetValue(libtorch), error);
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (Exception wrong)
        {
            return Say(wrong, error);
        }
    }

    /// <summary>Reports in one line what went wrong.</summary>
    /// <returns>An <see cref="ExitCode"/>, but never that of a verdict.</returns>
    internal static int Say(Exception wrong, TextWriter error)
    {
        (ExitCode code, string line) = wrong switch
        {
            InputException or WorkloadException => (ExitCode.Usage, wrong.Message),
            OperationCanceledException => (ExitCode.Interrupted, "Interrupted."),
            OutputException => (ExitCode.Failed, $"the result could not be written to standard output: {wrong.Message}."),
            IOException or UnauthorizedAccessException => (ExitCode.Failed, $"{wrong.Message} What was written before is whole."),
            // No stack trace: the first place in this program is enough for a report.
            _ => (ExitCode.Failed, $"an error in the program itself: {wrong.GetType().Name}: {wrong.Message} {PlaceOf(wrong)}"),
        };
        error.WriteLine($"throughputbench: {OneLine(line)}");
        return (int)code;
    }

    private static string PlaceOf(Exception wrong) =>
        wrong.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains(nameof(ThroughputBench), StringComparison.Ordinal))?.Trim()
        ?? "";

    private static string DidYouMean(string word, Command command) =>
        Suggestion.For(word, command, command is RootCommand && !Repository.IsBundle ? [Tests] : []) is { } meant
            ? $" Did you mean '{meant}'?"
            : "";

    private static string[] WithDefaultCommand(string[] args, RootCommand root)
    {
        int first = CountBeforeCommand(args, root);
        return first >= args.Length || (args[first].StartsWith('-') && !IsForRoot(args[first], root)) ? ["sweep", .. args] : args;
    }

    /// <summary>How many arguments at the beginning are options of all commands, with their values.</summary>
    private static int CountBeforeCommand(string[] args, RootCommand root)
    {
        string[] names = [.. root.Options.Where(option => option is { Recursive: true, Arity.MinimumNumberOfValues: 1 }).Select(option => option.Name)];
        int count = 0;
        while (count < args.Length && names.FirstOrDefault(name => IsOption(args[count], name)) is { } name)
            count += args[count] == name ? 2 : 1;
        return count;
    }

    private static bool IsOption(string arg, string name) =>
        arg == name || arg.StartsWith(name + "=", StringComparison.Ordinal) || arg.StartsWith(name + ":", StringComparison.Ordinal);

    private static bool IsForRoot(string arg, RootCommand root) =>
        root.Options.Any(option => option is HelpOption or VersionOption && (option.Name == arg || option.Aliases.Contains(arg)));

    /// <summary>Whether the command, and not only its help, needs libtorch.</summary>
    private static bool Trains(ParseResult parsed) =>
        parsed.CommandResult.Command
            is
        {
            Name: not (
                    PublishCommand.Name
                    or MergeCommand.Name
                    or ThinCommand.Name
                    or BundleCommand.Name
                    or CompareCommand.Name
                    or RunsCommand.Name
                    or BisectCommand.Name
                    or CompletionCommand.Name
                    or Launchers.Command // its benchmarks load the libtorch of the process that started it
                )
        } command
        && ReferenceEquals(parsed.Action, command.Action);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
