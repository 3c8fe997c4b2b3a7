using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>Judges a run by its records: against a budget, and against a baseline.</summary>
/// <remarks>
/// <para>"Over" and "worse" are said of a cell only if its interval, corrected for the number of cells and of attempts, lies above the
/// limit by more than the run's noise floor reaches: what the control differs from itself by is no doing of the monitor's. "Within" and "no
/// worse" are said if the whole interval is at or below the limit itself. All between is inconclusive.</para>
/// <para>There are two instruments, which <see cref="TwoInstruments"/> puts together. Where the device is the bottleneck, or a hook waits for
/// it, the direct cost is an upper bound, and cannot say "over".</para>
/// <para>A noise floor above the budget, or none, forbids whole steps to say "within", not to contradict the direct cost; without one they
/// cannot say "over" either.</para>
/// <para>A machine that was busy makes whole steps lean upwards, by more than a control shows: then only the direct cost gives a
/// verdict.</para>
/// <para>Against a baseline the noise floors of both runs count, because each run has its own addresses and its own time of day: two
/// launches of the same code differ by more than the interval of either covers.</para>
/// </remarks>
internal static class CheckJudge
{
    private const double Power = 0.95;

    /// <summary>A double does not tell more from certainty, once it is cut into two tails.</summary>
    private const double MostConfidence = 1 - 1e-15;

    /// <summary>An interval this many times as wide as another makes up more than 9/10 of the width of their difference.</summary>
    private const double MuchWider = 2;

    /// <summary>Judges.</summary>
    /// <param name="now">The run.</param>
    /// <param name="baseline">What to compare it with, or <see langword="null"/> for the budget alone.</param>
    /// <param name="limits">The limits.</param>
    public static CheckResult Of(RecordedRun now, RecordedRun? baseline, CheckLimits limits)
    {
        SweepGrid grid = now.Run.Grid;
        Dictionary<Cell, CellRecord> records = now.Cells.ToDictionary(record => record.Cell);
        Dictionary<string, IReadOnlyList<RunDifference>> differences = baseline is null
            ? []
            : now
                .Run.Options.Workloads.Select(workload => workload.Name)
                .Distinct()
                .ToDictionary(workload => workload, workload => Comparability.Between(now.Run, baseline.Run, workload));
        Dictionary<Cell, CellRecord> before = baseline is null
            ? []
            : baseline
                .Cells.Where(record =>
                    (record.Overhead is not null || record.DirectCost is not null)
                    && differences.GetValueOrDefault(record.Workload) is null or []
                )
                .ToDictionary(record => record.Cell);
        RunDifference[] otherMachines = [.. RemoveOtherMachines(before, now)];

        Dictionary<Cell, RatioEstimate> aboveLimit = AboveLimit(
            now.Cells,
            record => before.GetValueOrDefault(record.Cell)?.DirectCost is { } hook ? hook.Share + limits.ToleranceOfHooks(hook.Share) : null
        );
        MachineSpreads spreads = new(now.Cells),
            spreadsBefore = new(baseline?.Cells ?? []);
        CheckedCell[] cells =
        [
            .. grid
                .Accepted.Where(records.ContainsKey)
                .Select(cell =>
                    MachineSpreads.Widened(
                        Measured(records[cell], before.GetValueOrDefault(cell), aboveLimit.GetValueOrDefault(cell)),
                        spreads,
                        spreadsBefore
                    )
                ),
        ];
        cells = OnBaseline(OnBudget(cells, limits), limits);
        return new CheckResult
        {
            Run = now.Run,
            Baseline = baseline?.Run,
            Limits = limits,
            Cells = cells,
            Refused = [.. grid.Cells.Except(grid.Accepted)],
            NotReached = [.. grid.Accepted.Where(cell => !records.ContainsKey(cell))],
            Added =
            [
                .. cells
                    .Where(cell => baseline is not null && cell.Baseline is null && differences[cell.Cell.Workload] is [])
                    .Select(cell => cell.Cell)
                    .Except(otherMachines.Length == 0 ? [] : baseline!.Cells.Select(record => record.Cell)),
            ],
            Dropped = [.. before.Keys.Except(grid.Accepted)],
            Differences = [.. differences.Values.SelectMany(fields => fields).Concat(otherMachines).Distinct()],
            CanCompare = grid.Accepted.Any(before.ContainsKey),
            Models = OverheadModels.Of(cells),
        };
    }

    /// <summary>
    /// The direct costs above a limit, with the intervals that they have at the limit: what launches differ by grows with the cost, and would
    /// hide a costly mistake.
    /// </summary>
    private static Dictionary<Cell, RatioEstimate> AboveLimit(IEnumerable<CellRecord> cells, Func<CellRecord, double?> limit) =>
        DirectCosts.AboveLimit(cells, limit).ToDictionary(record => record.Cell, record => record.DirectCost!.ToEstimate());

    /// <param name="record">Its record.</param>
    /// <param name="baseline">Its record in the baseline.</param>
    /// <param name="aboveLimit">Its direct cost for the comparison, if that has an interval of its own.</param>
    private static CheckedCell Measured(CellRecord record, CellRecord? baseline, RatioEstimate? aboveLimit)
    {
        RatioEstimate? overhead = record.Overhead?.ToEstimate(),
            direct = record.DirectCost?.ToEstimate();
        return new CheckedCell
        {
            Record = record,
            Baseline = baseline,
            Overhead = overhead,
            Direct = direct,
            Difference = baseline?.Overhead is { } before ? overhead?.ComparedWith(before.ToEstimate()) : null,
            DirectDifference = baseline?.DirectCost is { } hook ? (aboveLimit ?? direct)?.ComparedWith(hook.ToEstimate()) : null,
        };
    }

    /// <summary>A cell is compared with one that the same kind of machine measured, or not at all.</summary>
    /// <param name="before">The baseline's cells; those of other machines are taken out.</param>
    /// <param name="now">The run; the machines of cells that it did not measure yet are its own.</param>
    private static IEnumerable<RunDifference> RemoveOtherMachines(Dictionary<Cell, CellRecord> before, RecordedRun now)
    {
        Dictionary<Cell, string> machines = now.Cells.ToDictionary(record => record.Cell, record => record.Machine);
        HashSet<string> all = [.. now.Run.AllMachines.Select(machine => machine.Id)];
        foreach ((Cell cell, CellRecord record) in before.ToArray())
        {
            string? machine = machines.GetValueOrDefault(cell);
            if (machine is null ? all.Contains(record.Machine) : machine == record.Machine)
                continue;
            before.Remove(cell);
            yield return new RunDifference("machine", machine ?? now.Run.Machine.Id, record.Machine);
        }
    }

    private static CheckedCell[] OnBudget(CheckedCell[] cells, CheckLimits limits)
    {
        var members = new Dictionary<Cell, FamilyMember>();
        var doubts = new Dictionary<Cell, CheckDoubt>();
        foreach (CheckedCell cell in cells.Where(cell => cell.Record.Status != CellStatus.Failed))
        {
            double? floor = ReachOf(cell.Record);
            if (cell.Overhead is null)
                doubts[cell.Cell] = CheckDoubt.NoInterval;
            else if (cell.Record.IsTooBusyForSteps)
                doubts[cell.Cell] = CheckDoubt.MachineTooBusy;
            else
                members[cell.Cell] = new FamilyMember(cell.Overhead, limits.Budget + floor ?? TwoInstruments.NeverOver, cell.Record.Attempt ?? 1);
            if (!(floor <= limits.Budget))
                doubts.TryAdd(cell.Cell, floor is null ? CheckDoubt.NoNoiseFloor : CheckDoubt.NoiseFloorTooWide);
        }
        Dictionary<Cell, RatioEstimate> aboveBudget = AboveLimit(cells.Select(cell => cell.Record), _ => limits.Budget);
        Dictionary<Cell, FamilyMember> direct = cells
            .Where(cell => cell.Record.Status != CellStatus.Failed && cell.Direct is not null)
            // An upper bound can say "within", and never "over".
            .Where(cell => !cell.Record.IsDirectCostAnUpperBound || cell.Direct!.Upper <= limits.Budget)
            .ToDictionary(cell => cell.Cell, cell => new FamilyMember(
                aboveBudget.GetValueOrDefault(cell.Cell) ?? cell.Direct!,
                limits.Budget,
                cell.Record.Attempt ?? 1
            ));
        Dictionary<Cell, CellJudgement> judged = TwoInstruments.Judge(members, direct, limits.Budget, doubts);
        return
        [
            .. cells.Select(cell =>
                cell with
                {
                    OnBudget =
                        judged.TryGetValue(cell.Cell, out CellJudgement judgement) ? judgement
                        : doubts.TryGetValue(cell.Cell, out CheckDoubt doubt) ? CellJudgement.Unknown(doubt)
                        : null,
                    SmallestDetectable = Least(
                        members.TryGetValue(cell.Cell, out FamilyMember member)
                            ? SmallestDetectable(member, members.Count) + ReachOf(cell.Record)
                            : null,
                        direct.TryGetValue(cell.Cell, out FamilyMember hook) ? SmallestDetectable(hook, direct.Count) : null
                    ),
                }
            ),
        ];
    }

    private static CheckedCell[] OnBaseline(CheckedCell[] cells, CheckLimits limits)
    {
        var members = new Dictionary<Cell, FamilyMember>();
        var doubts = new Dictionary<Cell, CheckDoubt>();
        foreach (CheckedCell cell in cells.Where(cell => cell.Baseline is not null && cell.OnBudget is not null))
        {
            double? before = ReachOf(cell.Baseline!),
                floor = ReachOf(cell.Record);
            CheckDoubt doubt =
                cell.Difference is null ? CheckDoubt.NoInterval
                : cell.Record.IsTooBusyForSteps ? CheckDoubt.MachineTooBusy
                : floor is null ? CheckDoubt.NoNoiseFloor
                : floor > limits.Budget ? CheckDoubt.NoiseFloorTooWide
                : before is null || before > limits.Budget || cell.Baseline!.IsTooBusyForSteps ? CheckDoubt.BaselineNoiseFloor
                : CheckDoubt.None;
            if (doubt != CheckDoubt.None)
                doubts[cell.Cell] = doubt;
            double limit = floor + before is { } both ? Math.Max(limits.Tolerance, both) : TwoInstruments.NeverOver;
            if (cell.Difference is not null && !cell.Record.IsTooBusyForSteps && !cell.Baseline!.IsTooBusyForSteps)
                members[cell.Cell] = new FamilyMember(cell.Difference, limit, cell.Record.Attempt ?? 1);
        }
        Dictionary<Cell, FamilyMember> direct = cells
            .Where(cell => cell.DirectDifference is not null && cell.OnBudget is not null)
            // How long a hook waits depends on the step: a longer wait is no worse monitor.
            .Where(cell =>
                !cell.Record.HooksWait || cell.DirectDifference!.Upper <= limits.ToleranceOfHooks(cell.Baseline!.DirectCost!.Share)
            )
            .ToDictionary(cell => cell.Cell, cell => new FamilyMember(
                cell.DirectDifference!,
                limits.ToleranceOfHooks(cell.Baseline!.DirectCost!.Share),
                cell.Record.Attempt ?? 1
            ));
        Dictionary<Cell, CellJudgement> judged = TwoInstruments.Judge(members, direct, limits.Tolerance, doubts);
        return
        [
            .. cells.Select(cell =>
                cell with
                {
                    OnBaseline =
                        judged.TryGetValue(cell.Cell, out CellJudgement judgement) ? WithBaselineBlamed(cell, judgement)
                        : doubts.TryGetValue(cell.Cell, out CheckDoubt doubt) ? CellJudgement.Unknown(doubt)
                        : null,
                }
            ),
        ];
    }

    private static CellJudgement WithBaselineBlamed(CheckedCell cell, CellJudgement judgement) =>
        judgement.Doubt == CheckDoubt.IntervalTooWide
        && cell.Baseline!.Overhead?.ToEstimate().HalfWidth > MuchWider * cell.Overhead?.HalfWidth
            ? CellJudgement.Unknown(CheckDoubt.BaselineIntervalTooWide)
            : judgement;

    private static double? Least(double? one, double? other) => one is null || other < one ? other ?? one : one;

    /// <summary>None if so much certainty takes more than the cell's few degrees of freedom, or a double, can give.</summary>
    private static double? SmallestDetectable(FamilyMember member, int members)
    {
        double confidence = 1 - 2 * FamilyVerdict.DefaultFamilyError / members / Math.Pow(2, member.Attempt - 1);
        double smallest = confidence > MostConfidence ? double.NaN : member.Estimate.At(confidence).SmallestDetectable(Power);
        return double.IsFinite(smallest) ? smallest : null;
    }

    /// <summary>None if the control gave no interval.</summary>
    private static double? ReachOf(CellRecord record) =>
        record.NoiseFloor?.ToNoiseFloor().Reach is { } reach && double.IsFinite(reach) ? reach : null;
}
