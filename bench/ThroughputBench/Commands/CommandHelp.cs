using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ThroughputBench.Machine;

namespace ThroughputBench.Commands;

/// <summary>The help of every command: the library's, in the name of what the user starts, with examples and exit codes.</summary>
/// <param name="library">The library's own help.</param>
internal sealed class CommandHelp(HelpAction library) : SynchronousCommandLineAction
{
    private const string ExitCodesInWords = """
        Exit codes:
          0    good
          1    over budget, worse, or figures disagree
          2    bad usage or input
          3    inconclusive
          4    nothing comparable
          5    failed
          130  interrupted
        """;

    /// <summary>What each command is used for, by its name; the first are those of the program.</summary>
    private static readonly Dictionary<string, (string Arguments, string Does)[]> Examples = new(StringComparer.Ordinal)
    {
        [""] =
        [
            ("sweep --quick", "a first answer, in about a minute"),
            ("sweep", "the whole grid, about 8 min on two cores"),
            ("check --quick", "is the monitor within budget? some 15 s"),
            ("check --against main", "is it no worse than on main? some minutes"),
        ],
        ["sweep"] =
        [
            ("sweep --quick", "four cells, about a minute"),
            ("sweep --list", "the cells of the default grid, and how long they take; measures nothing"),
            ("sweep --workload mlp --accumulate 1,4 --log-every 4,8", "a part of the grid"),
            ("sweep --quick --csv > cells.csv", "the cells for a spreadsheet"),
        ],
        ["check"] =
        [
            ("check --budget 0.5%", "against the budget and the latest published run, about 3 min"),
            ("check --against main", "against another commit, built and measured here and now"),
            ("check --save-baseline before", "keep what was measured"),
            ("check --baseline before", "and compare with it later"),
        ],
        ["compare"] =
        [
            ("compare A B", "is run A no worse than run B? Names as ./run.sh runs shows them, or folders"),
            ("compare A B --json", "the same for programs"),
        ],
        ["runs"] = [("runs", "the newest is last"), ("runs --json", "the same for programs")],
        ["bisect"] =
        [
            ("bisect HEAD~20 HEAD", "which of 20 commits made the monitor more expensive?"),
            ("bisect HEAD~20 HEAD --tolerance 1%", "looking for a larger difference only"),
        ],
        ["calibrate"] = [("calibrate --checks 20", "about 10 min"), ("calibrate --load", "while other work keeps one processor busy")],
        ["publish"] = [("publish NAME", "NAME as ./run.sh runs shows it"), ("publish --check", "do the pages match the records?")],
        ["merge"] = [("merge results/runs/shards-0123456789", "the shards that sweep --shard left there")],
        ["thin"] =
        [
            ("thin NAME", "what would be taken away, and what is lost; NAME as ./run.sh runs shows it"),
            ("thin --keep 100 --yes", "all published runs but the latest 100 of each machine"),
        ],
        ["bundle"] = [("bundle", "an archive in the current folder")],
        ["bdn"] = [("bdn --list flat", "the names of all benchmarks"), ("bdn --filter '*HotPath*'", "single calls of the monitor")],
        ["info"] = [("info", "")],
        ["completion"] =
        [
            ("""completion bash >> ~/.bashrc""", "then restart the shell"),
            ("""completion zsh >> ~/.zshrc""", ""),
            ("""completion fish > ~/.config/fish/completions/run.sh.fish""", ""),
            ("""completion pwsh >> $PROFILE""", ""),
        ],
    };

    /// <summary>The library uses its help for its errors too.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parsed)
    {
        InvocationConfiguration invocation = parsed.InvocationConfiguration;
        TextWriter output = invocation.Output;
        using var text = new StringWriter();
        invocation.Output = text;
        int code = library.Invoke(parsed);
        invocation.Output = output;
        output.WriteLine(
            text.ToString().Replace($"  {RootCommand.ExecutableName} ", $"  {Repository.Program} ", StringComparison.Ordinal).TrimEnd()
        );
        Command command = parsed.CommandResult.Command;
        if (Examples.TryGetValue(command is RootCommand ? "" : command.Name, out (string Arguments, string Does)[]? examples))
        {
            output.WriteLine();
            output.WriteLine("Examples:");
            int width = examples.Max(example => example.Arguments.Length);
            foreach ((string arguments, string does) in examples)
                output.WriteLine($"  {Repository.Program} {arguments.PadRight(width)}  {does}".TrimEnd());
        }
        output.WriteLine();
        output.WriteLine(ExitCodesInWords);
        return code;
    }
}
