using System.CommandLine;
using System.CommandLine.Help;
using ThroughputBench.Devices;
using ThroughputBench.Records;
using ThroughputBench.Workloads;

namespace ThroughputBench.Commands;

/// <summary>The command line: which commands there are, and how what goes wrong is said.</summary>
internal static class ThroughputBenchCommands
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">As given to the program. No command means <c>sweep</c>.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Progress, notices and errors.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Measures what a throughput monitor costs in a training loop, and whether it tells the truth. Without a command: sweep. All tests: ./run.sh test.")
        {
            SweepCommand.Create(),
            CheckCommand.Create(),
            CalibrateCommand.Create(),
            PublishCommand.Create(),
            BundleCommand.Create(),
            BdnCommand.Create(),
            InfoCommand.Create(),
            BusyCommand.Create(),
        };
        var libtorch = new Option<string?>("--libtorch")
        {
            Description = $"Folder of the libtorch to train with: an installed PyTorch's, or an unpacked one. [default: {Libtorch.Variable}, or else the build's own]",
            HelpName = "folder",
            Recursive = true,
        };
        root.Options.Add(libtorch);
        ParseResult parsed = root.Parse(WithDefaultCommand(args, root));
        if (parsed.Errors.Count > 0)
        {
            string wrong = parsed.UnmatchedTokens is [var token, ..] ? $"'{token}' is no command and no option here." : parsed.Errors[^1].Message;
            string command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            await error.WriteLineAsync($"throughputbench: {OneLine(wrong)} See {Repository.Program} {command}--help.");
            return (int)ExitCode.Usage;
        }
        try
        {
            if (Trains(parsed))
                Libtorch.Use(parsed.GetValue(libtorch), error);
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception wrong) when (wrong is InputException or WorkloadException)
        {
            await error.WriteLineAsync($"throughputbench: {OneLine(wrong.Message)}");
            return (int)ExitCode.Usage;
        }
        catch (IOException disk)
        {
            await error.WriteLineAsync($"throughputbench: {OneLine(disk.Message)} What was written before is whole.");
            return (int)ExitCode.Failed;
        }
    }

    private static string[] WithDefaultCommand(string[] args, RootCommand root) =>
        args is [] || (args[0].StartsWith('-') && !IsForRoot(args[0], root)) ? ["sweep", .. args] : args;

    private static bool IsForRoot(string arg, RootCommand root) =>
        root.Options.Any(option => option is HelpOption or VersionOption && (option.Name == arg || option.Aliases.Contains(arg)));

    /// <summary>Whether what was asked for, and not only help about it, needs libtorch.</summary>
    private static bool Trains(ParseResult parsed) =>
        parsed.CommandResult.Command is { Name: not (PublishCommand.Name or BundleCommand.Name) } command && ReferenceEquals(parsed.Action, command.Action);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
