using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>The findings from the records of a run, in words.</summary>
internal sealed class Findings
{
    /// <summary>The default budget for a monitor's overhead: a fraction of the step.</summary>
    public const double DefaultBudget = CheckLimits.DefaultBudget;

    private readonly RunRecord _run;
    private readonly IReadOnlyList<CellRecord> _cells;

    /// <summary>Reads the records.</summary>
    public Findings(RecordedRun recorded)
    {
        (_run, _cells) = (recorded.Run, recorded.Cells);
        HashSet<Cell> have = [.. _cells.Select(cell => cell.Cell)];
        NotReached = _run.Grid.Cells.Count(cell => !have.Contains(cell));
        Measured = [.. _cells.Where(cell => cell.Overhead is not null)];
        Failed = [.. _cells.Where(cell => cell.Status is CellStatus.Failed or CellStatus.TimedOut)];
        Disagreeing = [.. _cells.Where(cell => cell.Agreement is { Agrees: false })];
        OtherLosses = [.. _cells.Where(cell => cell.ChangesLosses)];
    }

    /// <summary>Cells with an overhead.</summary>
    public IReadOnlyList<CellRecord> Measured { get; }

    /// <summary>Cells that failed or timed out.</summary>
    public IReadOnlyList<CellRecord> Failed { get; }

    /// <summary>Cells in which reported and independent rates disagree.</summary>
    public IReadOnlyList<CellRecord> Disagreeing { get; }

    /// <summary>Cells in which training with the monitor differs from training without.</summary>
    public IReadOnlyList<CellRecord> OtherLosses { get; }

    /// <summary>Cells of the grid that have no record.</summary>
    public int NotReached { get; }

    /// <summary>The measured cell whose interval reaches highest, or <see langword="null"/>.</summary>
    public CellRecord? MostExpensive => Measured.MaxBy(cell => cell.Overhead!.Upper);

    /// <summary>How far from zero the intervals of the A/A controls reach, as a fraction; <see langword="null"/> without any.</summary>
    public double? NoiseFloor =>
        _cells
            .Select(cell => cell.NoiseFloor)
            .OfType<NoiseFloorRecord>()
            .Select(floor => (double?)Math.Max(Math.Abs(floor.Lower), Math.Abs(floor.Upper)))
            .Max();

    /// <summary>Whether the direct cost of every measured cell is known.</summary>
    private bool HasDirectCosts => Measured.Count > 0 && Measured.All(cell => cell.DirectCost is not null);

    /// <summary>
    /// What the run comes to. A sweep judges no cost: it is bad if a figure or the training is wrong.
    /// </summary>
    public CheckOutcome Outcome =>
        _cells.Any(cell => cell.IsFalse) ? CheckOutcome.Bad
        : _cells.Any(cell => cell.Status == CellStatus.Failed) || _cells.All(cell => cell is { Overhead: null, DirectCost: null })
            ? CheckOutcome.Failed
        : _cells.Any(cell => cell.Status == CellStatus.TimedOut || cell.LacksAgreement) ? CheckOutcome.Inconclusive
        : CheckOutcome.Good;

    /// <summary>The findings, one sentence each.</summary>
    public IReadOnlyList<Finding> All() => [.. Candidates().OfType<Finding>()];

    private Finding?[] Candidates() =>
        [
            Counts(),
            MachinesSection.Finding(_cells),
            Fault(),
            .. Sizes(),
            DirectCostWords.Cost(_cells),
            Overhead(),
            .. DirectCostWords.Indirects(_cells),
            DirectCostWords.RareCosts(_cells),
            OverBudget(),
            VerificationWords.Allocation(_cells),
            Noise(),
            DirectCostWords.Floor(_cells),
            Busy(),
            VerificationWords.Verified(_cells),
            Agreement(),
            HostAgreement(),
            NoAgreement(),
            .. Bottlenecks(),
            Losses(),
            Throttling(),
            Reversed(),
        ];

    private Finding? Counts()
    {
        int refused = _cells.Count(cell => cell.Status == CellStatus.Rejected);
        int timedOut = Failed.Count(cell => cell.Status == CellStatus.TimedOut),
            byHooks = _cells.Count(cell => cell is { Status: CellStatus.Measured, Overhead: null, DirectCost: not null }),
            measured = Measured.Count + byHooks;
        string counts = $"{measured} of {Figures.Count(_cells.Count + NotReached, "cell")} measured, {refused} refused by the rule";
        if (byHooks > 0)
            counts += $", {byHooks} by the direct cost alone, without time for whole steps";
        if (Failed.Count > timedOut)
            counts += $", {Failed.Count - timedOut} failed";
        if (timedOut > 0)
            counts += $", {timedOut} timed out";
        if (NotReached > 0)
            counts += $", {NotReached} not reached{(_run.State == RunState.Interrupted ? " when the run was interrupted" : "")}";
        return new Finding(counts + ".", IsBad: Failed.Count > 0 || measured == 0);
    }

    private Finding? Fault() =>
        _run.Options.Fault is { } fault
            ? new Finding(
                $"A known fault was put into the monitored side on purpose ({fault}): these are not the monitor's own figures.",
                IsBad: true
            )
            : null;

    private Finding? Overhead() =>
        MostExpensive is { Overhead: { } overhead } cell
            ? new Finding(
                $"{(cell.DirectCost is null ? "The monitor costs" : "By whole steps alone the monitor costs")} at most {Figures.Signed(overhead.Upper).TrimStart('+')} of a step (upper end of the {Figures.Confidence(overhead.Confidence)} interval in its most expensive cell, {cell.Cell}: "
                    + $"estimate {Figures.Signed(overhead.Estimate)}, {Figures.Time(overhead.NanosecondsPerBatch)} per micro-batch)."
            )
            : null;

    private Finding? Busy() =>
        Measured.Count(cell => cell.IsTooBusyForSteps) is > 0 and var busy
            ? new Finding(
                $"In {Figures.Count(busy, "cell")} the machine was too busy for a verdict from whole steps: "
                    + "they took half as long again as undisturbed ones."
            )
            : null;

    private Finding? OverBudget()
    {
        CellRecord[] over =
        [
            .. _cells.Where(cell =>
                (!cell.IsTooBusyForSteps && cell.Overhead?.Lower > DefaultBudget + cell.NoiseFloor?.ToNoiseFloor().Reach)
                || (!cell.IsDirectCostAnUpperBound && cell.DirectCost?.ShareLower > DefaultBudget)
            ),
        ];
        return over.Length == 0
            ? null
            : new Finding(
                $"The monitor costs MORE than a budget of {Figures.Share(DefaultBudget)} in {Figures.Count(over.Length, "cell")}, the first of them {over[0].Cell}: "
                    + (
                        over[0] is { IsDirectCostAnUpperBound: false, DirectCost: { ShareLower: > DefaultBudget } direct }
                            ? $"there the direct cost's whole interval lies above it, from {Figures.Signed(direct.ShareLower)} on."
                            : "there the whole interval lies above it by more than the noise floor, from "
                                + $"{Figures.Signed(over[0].Overhead!.Lower)} on."
                    ),
                IsBad: true
            );
    }

    private Finding? Noise() =>
        NoiseFloor is { } floor
            ? new Finding(
                $"The control differs from itself by at most {Figures.Share(floor)}: an effect smaller than this noise floor is "
                    + "indistinguishable from none."
                    + (
                        floor > DefaultBudget
                            ? HasDirectCosts
                                ? $" That is wider than a budget of {Figures.Share(DefaultBudget)}, so whole steps alone support no "
                                    + "verdict on it."
                                : $" That is wider than a budget of {Figures.Share(DefaultBudget)}, so this run supports no verdict on it."
                            : ""
                    ),
                IsBad: floor > DefaultBudget && !HasDirectCosts
            )
            : null;

    private Finding? Agreement()
    {
        AgreementRecord[] agreements = [.. _cells.Select(cell => cell.Agreement).OfType<AgreementRecord>()];
        if (agreements.Length == 0)
            return null;
        string errors =
            $"median error at most {Figures.Share(agreements.Max(agreement => agreement.MedianError))}, 95th percentile at most "
                + $"{Figures.Share(agreements.Max(agreement => agreement.P95Error))}, "
            + $"over a whole run at most {Figures.Share(agreements.Max(agreement => Math.Abs(agreement.RunError)))}. "
                + $"{TruthWords.Worst(_cells)}";
        return Disagreeing.Count == 0
            ? new Finding(
                $"Reported and independent samples/s agree in {(agreements.Length == 1 ? "the one cell" : $"all {agreements.Length} cells")}: {errors}"
            )
            : new Finding(
                $"Reported and independent samples/s DISAGREE in {Disagreeing.Count} of {Figures.Count(agreements.Length, "cell")}, the first of them {Disagreeing[0].Cell}: {errors}",
                IsBad: true
            );
    }

    private Finding? HostAgreement()
    {
        double[] errors = [.. _cells.Select(cell => cell.Agreement?.HostRunError).OfType<double>().Select(Math.Abs)];
        return errors.Length == 0
            ? null
            : new Finding(
                $"Against the host's clock around whole runs, which depends on no hook and no event, reported samples/s are off by at most {Figures.Share(errors.Max())} in {Figures.Count(errors.Length, "cell")}."
            );
    }

    // Of each workload the cell in which the host is furthest ahead: the others may wait for the device because of their timing.
    private IEnumerable<Finding> Bottlenecks() =>
        _cells
            .Where(cell => cell.RunAhead is not null)
            .GroupBy(cell => (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape))
            .Select(group => group.MinBy(cell => cell.RunAhead!.HostNanosecondsPerStep / cell.RunAhead.DeviceNanosecondsPerStep)!)
            .Select(cell => new Finding(
                $"In {cell.Workload} on {cell.Device} {BottleneckWords.Of(cell.RunAhead!)} ({cell.Cell})."
                    + BottleneckWords.Waiting(cell.RunAhead!)
            ));

    private IEnumerable<Finding> Sizes() =>
        from size in _run.Options.Workloads
        let chosen = size.Chosen
        where chosen is not null
        select new Finding(
            $"{size.Name} {(chosen.IsBusy ? $"keeps {chosen.Device} busy" : $"does not keep {chosen.Device} busy even")} at batch size "
                + $"{size.BatchSize}, width {size.ShapeInForce.Width}, which was chosen by measuring: the host asked for a step in "
                + $"{Figures.Time(chosen.HostNanosecondsPerStep)}, and it was done after {Figures.Time(chosen.DeviceNanosecondsPerStep)}."
        );

    private Finding? NoAgreement()
    {
        CellRecord[] without = [.. _cells.Where(cell => cell.LacksAgreement)];
        return without.Length == 0
            ? null
            : new Finding(
                $"{Figures.Count(without.Length, "cell")} NOT COMPARED with the independent clock, the first of them {without[0].Cell}. "
                    + without[0].Reason
            );
    }

    private Finding? Losses() =>
        OtherLosses.Count > 0
            ? new Finding(
                $"With the monitor the losses DIFFER from those without in {Figures.Count(OtherLosses.Count, "cell")}, the first of them {OtherLosses[0].Cell}: the monitor changes the training.",
                IsBad: true
            )
        : Measured.Count > 0 && Measured.All(cell => cell.SameLosses == true)
            ? new Finding("With and without the monitor the losses are the same, bit for bit.")
        : _cells.FirstOrDefault(cell => cell.TrainingRepeatsItself == false) is { } cell
            ? new Finding(
                $"The training of {cell.Workload} is nondeterministic without the monitor too: its losses say nothing about the monitor."
            )
        : null;

    private Finding? Throttling()
    {
        ThrottlingRecord[] seen = [.. _cells.Select(cell => cell.Throttling).OfType<ThrottlingRecord>()],
            slowed = [.. seen.Where(throttling => throttling.WasThrottled)];
        if (seen.Length == 0)
            return null;
        if (slowed.Length == 0)
            return new Finding("The GPU was not slowed down by power or temperature in any cell that its driver reports on.");
        string[] causes = [.. slowed.SelectMany(CausesOf).Distinct()];
        return new Finding(
            $"The GPU was THROTTLED in {slowed.Length} of {Figures.Count(seen.Length, "cell")} ({string.Join(", ", causes)}): their times are not those of a GPU at full speed.",
            IsBad: true
        );
    }

    private static IEnumerable<string> CausesOf(ThrottlingRecord throttling)
    {
        if (throttling.PowerLimitedMilliseconds > 0)
            yield return "power cap";
        if (throttling.ThermallyLimitedMilliseconds > 0)
            yield return "temperature";
        foreach (string cause in throttling.SlowedBy?.Split(", ") ?? [])
            yield return cause;
    }

    private Finding? Reversed()
    {
        int letIn = _cells.Count(cell => cell.Rules is { Current: false, Reversed: true });
        int turnedAway = _cells.Count(cell => cell.Rules is { Current: true, Reversed: false });
        return letIn + turnedAway == 0
            ? null
            : new Finding(
                $"The reversed rule (A % L == 0) would have let in {Figures.Count(letIn, "cell")} whose logs cut accumulation cycles, and refused {turnedAway} valid {(turnedAway == 1 ? "one" : "ones")}."
            );
    }
}
