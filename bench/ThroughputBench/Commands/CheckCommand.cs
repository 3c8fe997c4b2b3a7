using System.CommandLine;
using ThroughputBench.Against;
using ThroughputBench.Benchmarks;
using ThroughputBench.Checks;
using ThroughputBench.Machine;
using ThroughputBench.Measurement;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary><c>check</c>: is the overhead within budget, and no worse than the baseline?</summary>
internal sealed class CheckCommand
{
    private const int DefaultRepeatSeconds = 300;

    /// <summary>The direct cost needs no quiet moment, so a check does not wait for one.</summary>
    private const double PatienceWithoutRepeats = 1;

    private readonly GridArguments _grid = new(GridDefaults.Check, GridDefaults.QuickCheck);
    private readonly CheckArguments _limits = new();
    private readonly Option<string?> _run = new("--run")
    {
        Description = "Measure nothing: judge the run in this folder. [default: measure now]",
        HelpName = "run",
    };
    private readonly Option<string?> _against = new("--against")
    {
        Description =
            "Pair today's training loop and monitor with those of a commit, on one model in one process; if no grid is given, in "
                + "four cells of mlp. [default: the budget and a baseline]",
        HelpName = "ref",
    };
    private readonly Option<string?> _commit = new("--commit")
    {
        Description = "With --against: judge this commit, whatever the working tree has. [default: the working tree]",
        HelpName = "ref",
    };
    private readonly Option<bool> _allowDirty = new("--allow-dirty")
    {
        Description = "With --against: compare the tree as it is, with changes that are in no commit. [default: refused]",
    };
    private readonly ParsedOption<double> _repeat = new(
        "--repeat-inconclusive",
        "seconds",
        $"Measure again, longer, what is inconclusive, for so many seconds more at most ({DefaultRepeatSeconds} if none are given). "
            + $"[default: once only; with --against, {DefaultRepeatSeconds}]",
        text => OptionValue.ReadSeconds("--repeat-inconclusive", text, 1, "a number of seconds"),
        bare: $"{DefaultRepeatSeconds}"
    );
    private readonly Option<string?> _markdown = new("--markdown")
    {
        Description = "Also write the result as Markdown, for a pull request. [default: none]",
        HelpName = "file",
    };
    private readonly Option<string?> _output = new("--output")
    {
        Description = "Folder of the run; new or empty. [default: a new one under results/runs]",
        HelpName = "folder",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as JSON. [default: a table]" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress. [default: progress on standard error]" };

    public static Command Create()
    {
        var check = new CheckCommand();
        var command = new Command(
            "check",
            "Is the monitor's overhead within budget, and no worse than the baseline? For every cell and for all together, with an "
                + "exit code for CI. Takes about 3 min, --quick some 15 s, --against some minutes."
        );
        foreach (
            Option option in (Option[])
                [
                    .. check._limits.All,
                    check._run,
                    check._against,
                    check._commit,
                    check._allowDirty,
                    check._repeat,
                    check._markdown,
                    check._output,
                    check._json,
                    check._quiet,
                    .. check._grid.AllBut(MeasurementOptions.Shard),
                ]
        )
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)check.Run(parsed));
        return command;
    }

    private ExitCode Run(ParseResult parsed)
    {
        CheckLimits limits = _limits.ReadLimits(parsed);
        if (parsed.GetResult(_against) is { Implicit: false })
            return Against(parsed, limits);
        if (parsed.GetValue(_allowDirty))
            throw new InputException("--allow-dirty goes with --against; other checks measure the tree with its changes anyway.");
        if (parsed.GetValue(_commit) is not null)
            throw new InputException("--commit goes with --against; other checks measure the working tree.");
        TimeSpan? repeat = RepeatFor(parsed);
        string? save = _limits.ReadNameToSave(parsed);
        if (save is not null)
            new SavedBaselines(Repository.Workplace).RequireWritable(save);
        var printer = new CheckPrinter(parsed.GetValue(_json), parsed.GetValue(_markdown), parsed.InvocationConfiguration.Output);
        string? path = null;
        CheckResult? result;
        if (parsed.GetValue(_run) is { } run)
            result = JudgeRecorded(parsed, path = new RunNames(Repository.Workplace).PathOf(run), limits);
        else
            (result, path) = MeasureAndJudge(parsed, limits, repeat);
        if (result is null)
            return ExitCode.Interrupted;
        printer.Print(result);
        if (save is not null)
            parsed.InvocationConfiguration.Error.WriteLine(Save(save, path, result.Outcome));
        return result.Outcome.ToExitCode();
    }

    private ExitCode Against(ParseResult parsed, CheckLimits limits)
    {
        if (
            ((Option[])[_run, _output, .. _limits.AllButTolerance]).FirstOrDefault(option =>
                parsed.GetResult(option) is { Implicit: false }
            ) is
            { } other
        )
        {
            throw new InputException($"--against pairs two builds and keeps no records: leave out {other.Name}.");
        }

        if (_grid.IsGiven(MeasurementOptions.Fault, parsed))
            throw new InputException("--against pairs two builds without faults: leave out --fault.");
        if (_grid.IsGiven(MeasurementOptions.Timing, parsed))
            throw new InputException("--against pairs two builds, and each times a device in its own way: leave out --timing.");
        MeasurementRequest request = _grid.Read(parsed, GridDefaults.Against);
        TimeSpan repeat = RepeatFor(parsed) ?? TimeSpan.FromSeconds(DefaultRepeatSeconds);
        var printer = new CheckPrinter(parsed.GetValue(_json), parsed.GetValue(_markdown), parsed.InvocationConfiguration.Output);
        var check = new AgainstCheck(
            parsed.GetValue(_against)!,
            parsed.GetValue(_commit),
            limits.Tolerance,
            repeat,
            parsed.GetValue(_allowDirty),
            parsed.GetValue(_quiet),
            parsed.InvocationConfiguration.Error
        );
        try
        {
            if (check.Measure(RequestedOptions.Resolve(request), request.DataPath) is not { } result)
                return ExitCode.Interrupted;
            printer.Print(result);
            return result.Outcome.ToExitCode();
        }
        catch (SideBuildException wrong)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                wrong.IsOfCommit
                    ? $"throughputbench: Nothing comparable: {wrong.Message} Next: name another commit with --against."
                    : $"throughputbench: {wrong.Message}"
            );
            return wrong.IsOfCommit ? ExitCode.NothingComparable : ExitCode.Failed;
        }
    }

    private CheckResult JudgeRecorded(ParseResult parsed, string folder, CheckLimits limits)
    {
        if (_grid.IsAnyGiven(parsed) || _repeat.IsGiven(parsed) || parsed.GetResult(_output) is { Implicit: false })
            throw new InputException("--run measures nothing: leave out the options for measuring.");
        RecordedRun run = RunFolder.Read(folder);
        Baseline baseline = _limits.FindBaseline(parsed, run.Run);
        return CheckJudge.Of(run, baseline.Recorded, limits) with { NoBaseline = baseline.WhyNone };
    }

    /// <summary>Keeps a good run under a name.</summary>
    /// <returns>What was done, in a line.</returns>
    private static string Save(string name, string? path, CheckOutcome outcome)
    {
        if (outcome != CheckOutcome.Good || path is null)
            return $"Not saved as baseline '{name}': only a good run can be one.";
        new SavedBaselines(Repository.Workplace).Save(name, path);
        return $"Saved. Compare with it: {Repository.Program} check --baseline {name}";
    }

    private (CheckResult? Result, string? Path) MeasureAndJudge(ParseResult parsed, CheckLimits limits, TimeSpan? repeat)
    {
        MeasurementRequest request = _grid.Read(parsed);
        string? path = NewRun.FullPath(parsed.GetValue(_output));
        RunRecord run = NewRun.Describe(RequestedOptions.Resolve(request), parsed.InvocationConfiguration.Error);
        MeasurementPlan plan = MeasurementPlan.From(run.Options, request.DataPath);
        if (repeat is null)
            plan = plan with { Patience = PatienceWithoutRepeats };
        Baseline baseline = _limits.FindBaseline(parsed, run);
        // If there is nothing to compare with, report it before spending half a minute.
        CheckResult beforehand = CheckJudge.Of(new RecordedRun(run, []), baseline.Recorded, limits);
        if (beforehand.Outcome == CheckOutcome.NothingComparable)
            return (beforehand, null);
        using RunFolder folder = NewRun.Create(path, run);
        IEnumerable<string> judging = ((Option[])[.. _limits.All, _markdown, _json]).SelectMany(option =>
            GivenOption.ArgumentIn(parsed, option)
        );
        var check = new Check(folder, baseline, limits, judging, parsed.GetValue(_quiet), parsed.InvocationConfiguration.Error);
        return (check.Run(plan, repeat), folder.Path);
    }

    private TimeSpan? RepeatFor(ParseResult parsed) =>
        _repeat.IsGiven(parsed) ? TimeSpan.FromSeconds(_repeat.ValueIn(parsed)) : null;
}
