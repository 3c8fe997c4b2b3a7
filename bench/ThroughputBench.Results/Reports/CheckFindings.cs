using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>A check's findings in words, and what to do next.</summary>
internal sealed class CheckFindings(CheckResult result)
{
    /// <summary>Cells that a sentence names; it only counts the rest.</summary>
    private const int Named = 4;

    /// <summary>The overhead for which the break-even time is given: above it a monitor is too expensive.</summary>
    private const double TooExpensive = 0.01;

    /// <summary>The verdict in one line.</summary>
    public Finding Verdict =>
        result.Outcome switch
        {
            CheckOutcome.Good => new($"Good: within budget{(result.OnBaseline is null ? "" : $", and {NoWorse()}")}."),
            CheckOutcome.Bad => new("Not good: " + string.Join("; ", Complaints()) + ".", IsBad: true),
            CheckOutcome.Failed => new(
                result.Cells.Count == 0 ? "Failed: nothing was measured." : "Failed: not every cell could be measured.",
                IsBad: true
            ),
            CheckOutcome.NothingComparable => new(
                "Nothing comparable: no cell of the baseline is comparable with this run.",
                IsBad: true
            ),
            _ => new($"Inconclusive: {Open()}.", IsBad: true),
        };

    /// <summary>The findings before it.</summary>
    public IReadOnlyList<Finding> All() => [.. Sentences()];

    /// <summary>What to do next.</summary>
    public string Next =>
        "Next: "
        + result.Outcome switch
        {
            CheckOutcome.Good => "nothing; this change may go in.",
            CheckOutcome.Bad => NextWhereBad(),
            CheckOutcome.Failed => "read the reasons above, and BenchmarkDotNet's log in the run's folder under bdn/; then check again.",
            CheckOutcome.NothingComparable =>
                "measure a baseline on this machine (./run.sh sweep) and publish it, name another with --baseline, "
                    + "or check the budget alone: --baseline none.",
            _ => NextWhereInconclusive(),
        };

    private IEnumerable<Finding> Sentences()
    {
        RunRecord run = result.Run;
        if (run.Dirty == true)
            yield return new($"The tree had changes that are not in commit {run.Commit}: what was measured is not that commit.");
        if (run.Options.Fault is { } fault)
        {
            yield return new(
                $"A known fault was put into the monitored side on purpose ({fault}): these are not the monitor's own figures.",
                IsBad: true
            );
        }

        yield return result.Baseline is { } baseline
            ? new($"Baseline: {baseline.MachineName}, commit {baseline.CommitLabel()}, run {baseline.RunId}.")
            : new($"There is no baseline, so this is a check against the budget alone. {result.NoBaseline}".Trim());
        foreach (RunDifference difference in result.Differences)
            yield return new($"Not comparable: {difference}.", IsBad: true);
        if (result.Added.Count > 0)
            yield return new($"Added, not in the baseline: {List(result.Added)}.");
        if (result.Dropped.Count > 0)
            yield return new($"Dropped, in the baseline but not in this grid: {List(result.Dropped)}.");
        if (result.Refused.Count > 0)
        {
            yield return new(
                $"{Figures.Count(result.Refused.Count, "cell")} of the grid {(result.Refused.Count == 1 ? "is" : "are")} refused by the "
                    + "rule."
            );
        }

        if (result.NotReached.Count > 0)
            yield return new($"Not measured: {List(result.NotReached)}.", IsBad: true);
        foreach (CheckedCell cell in result.Cells.Where(cell => cell.Record.Reason is not null))
        {
            yield return new(
                $"{cell.Cell}: {(cell.Record.Status == CellStatus.Failed ? "failed" : "not measured")}: {cell.Record.Reason}",
                IsBad: true
            );
        }

        CellRecord[] records = [.. result.Cells.Select(cell => cell.Record)];
        foreach (Finding finding in new[] { VerificationWords.Verified(records), VerificationWords.Allocation(records) }.OfType<Finding>())
            yield return finding;
        foreach (Finding finding in Precision())
            yield return finding;
    }

    private IEnumerable<Finding> Precision()
    {
        if (result.Cells.Select(cell => cell.Record.NoiseFloor?.ToNoiseFloor().Reach).Max() is { } reach)
        {
            yield return new(
                $"Noise floor: the control differs from itself by at most {Figures.Share(reach)}"
                    + (
                        reach > result.Limits.Budget
                            ? ", which is more than the budget, so whole steps with such a noise floor cannot be within it."
                            : "; a cell is over the budget only if it exceeds it by more than that."
                    ),
                IsBad: reach > result.Limits.Budget
            );
        }
        if (result.SmallestDetectable is { } smallest)
        {
            yield return new(
                $"An excess of {Figures.Share(smallest)} over the budget in any one cell would have been found with 95% power."
            );
        }

        foreach ((string device, OverheadModel model) in result.Models)
        {
            CostInterval time = model.BreakEvenNanoseconds(logsPerMicroBatch: 1, TooExpensive);
            if (double.IsFinite(time.Upper))
            {
                yield return new(
                    (
                        time.Value > 0
                            ? $"On {device}, below {Figures.Time(time.Value)} per step [{Figures.Time(time.Lower)}, "
                                + $"{Figures.Time(time.Upper)}] the monitor costs over {Figures.Share(TooExpensive)}"
                            : $"On {device} the monitor costs over {Figures.Share(TooExpensive)} in no step longer than {Figures.Time(time.Upper)}"
                    ) + " (A = 1, a log at each step)."
                );
            }
        }
    }

    private IEnumerable<string> Complaints()
    {
        (string, Func<CheckedCell, bool>)[] complaints =
        [
            ("over budget", cell => cell.OnBudget?.Verdict == Statistics.Verdict.Over),
            ("worse than the baseline", cell => cell.OnBaseline?.Verdict == Statistics.Verdict.Over),
            ("more memory allocated than in the baseline", cell => cell.AllocatesMore),
            ("memory allocated at micro-batches", cell => cell.Record.Allocates),
            ("figures that the monitor logs are wrong", cell => cell.Record.Verification is { Agrees: false }),
            ("reported and independent samples/s disagree", cell => cell.Record.Agreement is { Agrees: false }),
            ("the losses with the monitor differ from those without", cell => cell.Record.ChangesLosses),
        ];
        foreach ((string complaint, Func<CheckedCell, bool> of) in complaints)
        {
            Cell[] cells = [.. result.Cells.Where(of).Select(cell => cell.Cell)];
            if (cells.Length > 0)
                yield return $"{complaint} in {List(cells)}";
        }
    }

    /// <summary>In how many cells it is no worse than the baseline, if not in all, and which workloads have none of them.</summary>
    private string NoWorse()
    {
        int compared = result.Cells.Count(cell => cell.OnBaseline is not null);
        if (compared == result.Cells.Count)
            return "no worse than the baseline";
        string[] without =
        [
            .. result
                .Cells.GroupBy(cell => cell.Cell.Workload)
                .Where(cells => cells.All(cell => cell.OnBaseline is null))
                .Select(cells => cells.Key),
        ];
        return $"no worse than the baseline in the {compared} of {Figures.Count(result.Cells.Count, "cell")} that could be compared"
            + (without.Length == 0 ? "" : $", none of them of {string.Join(" or ", without)}");
    }

    /// <summary>What an inconclusive check leaves open.</summary>
    private string Open()
    {
        if (result.OnBudget != Statistics.Verdict.Within)
            return "it may or may not be within budget";
        int unmeasured = result.NotReached.Count,
            unproven = result.Cells.Count(cell => cell.Record.LacksAgreement);
        var open = new List<string>();
        if (result.OnBaseline == Statistics.Verdict.Inconclusive)
            open.Add("may be worse than the baseline");
        if (unmeasured > 0)
            open.Add($"{Figures.Count(unmeasured, "cell")} {(unmeasured == 1 ? "was" : "were")} not measured");
        if (unproven > 0)
            open.Add($"agreement was not measured in {Figures.Count(unproven, "cell")}");
        return $"{(unmeasured > 0 ? "what was measured" : "it")} is within budget"
            + (result.OnBaseline == Statistics.Verdict.Within ? $" and {NoWorse()}" : "")
            + $", but {string.Join(", and ", open)}";
    }

    private string NextWhereBad()
    {
        if (result.Cells.Any(cell => cell.Record.IsFalse))
        {
            return "fix the monitor first: what it reports, or what it does to the training, is wrong. "
                + "The run's report.md has each cell's figures.";
        }

        bool worse = result.Cells.Any(cell => cell.OnBaseline?.Verdict == Statistics.Verdict.Over || cell.AllocatesMore);
        return worse
            ? $"find what made it more expensive since commit {result.Baseline!.CommitLabel()}, "
                + "or publish this run as the new baseline if that cost is intended."
            : "make the monitor cheaper in these cells, or give a larger --budget if that cost is intended.";
    }

    private string NextWhereInconclusive()
    {
        CheckDoubt[] doubts =
        [
            .. result
                .Cells.SelectMany(cell => new[] { cell.OnBudget, cell.OnBaseline })
                .OfType<CellJudgement>()
                .Select(judgement => judgement.Doubt),
        ];
        return
            doubts.Contains(CheckDoubt.NoiseFloorTooWide)
            || doubts.Contains(CheckDoubt.NoNoiseFloor)
            || doubts.Contains(CheckDoubt.MachineTooBusy)
                ? "the machine was too busy for this budget: see what disturbs it (./run.sh info), then check again, longer: "
                    + "--repeat-inconclusive, or a larger --seconds-per-cell."
            : doubts.All(doubt => doubt == CheckDoubt.None) && result.NotReached.Count == 0
                ? "give agreement more time: a larger --seconds-per-cell."
            : doubts.All(doubt => doubt is CheckDoubt.None or CheckDoubt.BaselineNoiseFloor or CheckDoubt.BaselineIntervalTooWide)
            && result.NotReached.Count == 0
                ? "the baseline is too noisy to compare with: publish a new one, measured longer or on a quieter machine, "
                    + "or use --baseline none."
            : result.NotReached.Count > 0 && doubts.All(doubt => doubt == CheckDoubt.None)
                ? "measure what is missing: ./run.sh sweep --resume with the run's folder, then ./run.sh check --run with the same."
            : "measure longer: --repeat-inconclusive, or a larger --seconds-per-cell.";
    }

    /// <summary>A few cells by name, workload by workload; of many, the first ones and the number of the rest.</summary>
    private static string List(IReadOnlyList<Cell> cells) =>
        string.Join("; ", cells.Take(cells.Count <= Named + 1 ? cells.Count : Named))
        + (cells.Count <= Named + 1 ? "" : $" and {cells.Count - Named} more");
}
