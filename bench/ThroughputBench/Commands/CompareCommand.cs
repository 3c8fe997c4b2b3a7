using System.CommandLine;
using ThroughputBench.Checks;
using ThroughputBench.Machine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary><c>compare</c>: judges a run against another, from their records alone.</summary>
internal static class CompareCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "compare";

    public static Command Create()
    {
        var now = new Argument<string>("run") { Description = "The run or shard that is judged: its name, or its folder." };
        var before = new Argument<string>("baseline") { Description = "What it is compared with: a run, a shard or a saved baseline." };
        var limits = new CheckArguments();
        var markdown = new Option<string?>("--markdown")
        {
            Description = "Also write the result as Markdown, for a pull request. [default: none]",
            HelpName = "file",
        };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON. [default: a table]" };
        var command = new Command(Name, "Is one run's overhead no worse than another's? Measures nothing; judges as check --run "
            + "--baseline does.")
        {
            now,
            before,
            markdown,
            json,
        };
        foreach (Option option in limits.AllButBaseline)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var names = new RunNames(Repository.Workplace);
            var printer = new CheckPrinter(parsed.GetValue(json), parsed.GetValue(markdown), parsed.InvocationConfiguration.Output);
            CheckResult result = CheckJudge.Of(
                names.Read(parsed.GetValue(now)!),
                names.Read(parsed.GetValue(before)!),
                limits.ReadLimits(parsed)
            );
            printer.Print(result);
            return (int)result.Outcome.ToExitCode();
        });
        return command;
    }
}
