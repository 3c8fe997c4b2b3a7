using System.CommandLine;
using System.Globalization;
using ThroughputBench.Machine;
using ThroughputBench.Measurement;
using ThroughputBench.Records;
using ThroughputBench.Reports;

namespace ThroughputBench.Commands;

/// <summary><c>thin</c>: takes the raw data of old runs away, and says what is lost.</summary>
internal static class ThinCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "thin";

    private const int MostKept = 1_000_000;

    public static Command Create()
    {
        var runs = new Argument<string[]>("run")
        {
            Description = "Runs, as ./run.sh runs shows them, or their folders. Other runs are not touched.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var keep = new ParsedOption<int?>(
            "--keep",
            "n",
            "Instead of naming runs: all published runs but the latest n of each machine. [default: the named runs]",
            text => OptionValue.ReadNumber("--keep", text, 0, MostKept)
        );
        var yes = new Option<bool>("--yes") { Description = "Do it. [default: only say what would be taken away, and what is lost]" };
        var command = new Command(
            Name,
            "Takes the raw data (pairs/) of old runs away. Records, verdicts and the history stay; each run's record and page say that it "
                + "was thinned."
        )
        {
            runs,
            keep,
            yes,
        };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(runs)!;
            if (named.Length == 0 != keep.IsGiven(parsed))
                throw new InputException($"{Name} takes either the names of runs, or --keep n for all published runs but the latest.");
            IEnumerable<string> folders = keep.IsGiven(parsed)
                ? Older(keep.ValueIn(parsed)!.Value)
                : named.Select(new RunNames(Repository.Workplace).PathOf);
            // All are looked at before the first is touched.
            DateTimeOffset now = DateTimeOffset.UtcNow;
            RunThinning[] plans = [.. folders.Distinct(StringComparer.Ordinal).Select(folder => RunThinning.Plan(folder, now))];
            bool does = parsed.GetValue(yes);
            TextWriter output = parsed.InvocationConfiguration.Output;
            foreach (RunThinning plan in plans)
            {
                if (does)
                    plan.Do();
                output.WriteLine(Line(plan, does));
            }
            if (plans.Any(plan => plan.Files.Count > 0))
            {
                output.WriteLine(RunThinning.Lost);
                output.WriteLine(
                    does ? $"Next, if one is published: {Repository.Program} publish" : "Nothing was changed; do it with --yes."
                );
            }
            return (int)ExitCode.Good;
        });
        return command;
    }

    private static IEnumerable<string> Older(int keep) =>
        ResultsFolder
            .Read(Path.Combine(Repository.Workplace, "results"))
            .Runs.GroupBy(run => run.Machine)
            .SelectMany(machine => machine.SkipLast(keep))
            .Where(run => run.Recorded.Run.Thinned is null)
            .Select(run => run.Folder);

    private static string Line(RunThinning plan, bool done) =>
        plan.Files.Count == 0
            ? $"{plan.Path}: has no raw data"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Path}: {Figures.Count(plan.Files.Count, "file")}, {plan.Thinned.Bytes / 1e6:0.0} MB, {(done ? "" : "would be ")}taken away"
            );
}
