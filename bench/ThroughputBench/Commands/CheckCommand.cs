using System.CommandLine;
using ThroughputBench.Checks;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary><c>check</c>: is the overhead within budget, and no worse than the baseline?</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var budget = new Option<string>("--budget") { Description = "The share of a step that the monitor may cost.", DefaultValueFactory = _ => "0.5%", HelpName = "share" };
        var tolerance = new Option<string>("--tolerance") { Description = "How much dearer than in the baseline it may be, as a share of a step.", DefaultValueFactory = _ => "0.25%", HelpName = "share" };
        var baseline = new Option<string?>("--baseline") { Description = "A run's folder to compare with, or none. [default: this machine's latest published run]", HelpName = "run" };
        var recorded = new Option<string?>("--run") { Description = "Measure nothing: judge the run in this folder. [default: measure now]", HelpName = "run" };
        var markdown = new Option<string?>("--markdown") { Description = "Also write the result as Markdown, fit for a pull request. [default: none]", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON. [default: a table]" };
        var command = new Command("check", "Is the monitor's overhead within budget, and no worse than the baseline? For every cell and for all together, with an exit code for CI.");
        foreach (Option option in (Option[])[budget, tolerance, baseline, recorded, markdown, json])
            command.Options.Add(option);

        command.SetAction(parsed =>
        {
            var limits = new CheckLimits(Percentage.Parse(budget.Name, parsed.GetRequiredValue(budget)), Percentage.Parse(tolerance.Name, parsed.GetRequiredValue(tolerance)));
            string folder = parsed.GetValue(recorded) ?? throw new InputException("check needs --run.");
            RecordedRun run = RunFolder.Read(Path.GetFullPath(folder));
            Baseline before = Baseline.Find(parsed.GetValue(baseline), run.Run);
            CheckResult result = CheckJudge.Of(run, before.Recorded, limits) with { NoBaseline = before.WhyNone };
            new CheckPrinter(parsed.GetValue(json), parsed.GetValue(markdown), parsed.InvocationConfiguration.Output).Print(result);
            return (int)ExitCodeOf(result.Outcome);
        });
        return command;
    }

    private static ExitCode ExitCodeOf(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Good => ExitCode.Good,
        CheckOutcome.Bad => ExitCode.Bad,
        CheckOutcome.Inconclusive => ExitCode.Inconclusive,
        CheckOutcome.NothingComparable => ExitCode.NothingComparable,
        _ => ExitCode.Failed,
    };
}
