using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>Judges a run by its records: against a budget, and against a baseline.</summary>
/// <remarks>
/// <para>A cell is "over" or "worse" only if its interval, corrected for the number of cells and of attempts, lies above the limit by more
/// than the run's noise floor: a difference between the control and itself is not the monitor's. A cell is "within" or "no worse" if the
/// whole interval is at or below the limit itself. Everything between is inconclusive.</para>
/// <para>Against a baseline the noise floors of both runs count, because each run has its own addresses and its own time of day: two
/// launches of the same code differ by more than the interval of either covers.</para>
/// </remarks>
internal static class CheckJudge
{
    private const double Power = 0.95;

    /// <summary>An interval this many times as wide as another makes up more than 9/10 of the width of their difference.</summary>
    private const double MuchWider = 2;

    /// <summary>Judges.</summary>
    /// <param name="now">The run.</param>
    /// <param name="baseline">What to compare it with, or <see langword="null"/> for the budget alone.</param>
    /// <param name="limits">The limits.</param>
    public static CheckResult Of(RecordedRun now, RecordedRun? baseline, CheckLimits limits)
    {
        var grid = new SweepGrid(now.Run.Options.ToGrid());
        Dictionary<Cell, CellRecord> records = now.Cells.ToDictionary(record => record.Cell);
        Dictionary<string, IReadOnlyList<RunDifference>> differences = baseline is null
            ? []
            : now
                .Run.Options.Workloads.Select(workload => workload.Name)
                .ToDictionary(workload => workload, workload => Comparability.Between(now.Run, baseline.Run, workload));
        Dictionary<Cell, CellRecord> before = baseline is null
            ? []
            : baseline
                .Cells.Where(record => record.Overhead is not null && differences.GetValueOrDefault(record.Workload) is null or [])
                .ToDictionary(record => record.Cell);

        CheckedCell[] cells =
        [
            .. grid.Accepted.Where(records.ContainsKey).Select(cell => Measured(records[cell], before.GetValueOrDefault(cell))),
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
                    .Select(cell => cell.Cell),
            ],
            Dropped = [.. before.Keys.Except(grid.Accepted)],
            Differences = [.. differences.Values.SelectMany(fields => fields).Distinct()],
            CanCompare = grid.Accepted.Any(before.ContainsKey),
            Models = Models(cells),
        };
    }

    private static CheckedCell Measured(CellRecord record, CellRecord? baseline)
    {
        RatioEstimate? overhead = record.Overhead?.ToEstimate();
        return new CheckedCell
        {
            Record = record,
            Baseline = baseline,
            Overhead = overhead,
            Difference = baseline is null ? null : overhead?.ComparedWith(baseline.Overhead!.ToEstimate()),
        };
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
            else if (floor is null || floor > limits.Budget)
                doubts[cell.Cell] = floor is null ? CheckDoubt.NoNoiseFloor : CheckDoubt.NoiseFloorTooWide;
            else
                members[cell.Cell] = new FamilyMember(cell.Overhead, limits.Budget + floor.Value, cell.Record.Attempt ?? 1);
        }
        Dictionary<Cell, CellJudgement> judged = Judge(members, limits.Budget);
        return
        [
            .. cells.Select(cell =>
                cell with
                {
                    OnBudget =
                        judged.TryGetValue(cell.Cell, out CellJudgement judgement) ? judgement
                        : doubts.TryGetValue(cell.Cell, out CheckDoubt doubt) ? CellJudgement.Unknown(doubt)
                        : null,
                    SmallestDetectable = members.TryGetValue(cell.Cell, out FamilyMember member)
                        ? SmallestDetectable(member, members.Count) + ReachOf(cell.Record)
                        : null,
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
            double? before = ReachOf(cell.Baseline!);
            if (cell.OnBudget!.Value.Doubt is not CheckDoubt.None and not CheckDoubt.IntervalTooWide)
            {
                doubts[cell.Cell] = cell.OnBudget.Value.Doubt;
            }
            else if (before is null || before > limits.Budget)
            {
                doubts[cell.Cell] = CheckDoubt.BaselineNoiseFloor;
            }
            else
            {
                members[cell.Cell] = new FamilyMember(
                    cell.Difference!,
                    Math.Max(limits.Tolerance, ReachOf(cell.Record)!.Value + before.Value),
                    cell.Record.Attempt ?? 1
                );
            }
        }
        Dictionary<Cell, CellJudgement> judged = Judge(members, limits.Tolerance);
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
        && cell.Baseline!.Overhead!.ToEstimate().HalfWidth > MuchWider * cell.Overhead!.HalfWidth
            ? CellJudgement.Unknown(CheckDoubt.BaselineIntervalTooWide)
            : judgement;

    /// <summary>
    /// "Over" by the cell's own limit, which the noise floor has widened; "within" by the limit that the user gave.
    /// </summary>
    internal static Dictionary<Cell, CellJudgement> Judge(Dictionary<Cell, FamilyMember> members, double limit)
    {
        if (members.Count == 0)
            return [];
        IReadOnlyList<Verdict> over = FamilyVerdict.Of([.. members.Values]).Cells;
        IReadOnlyList<Verdict> within = FamilyVerdict.Of([.. members.Values.Select(member => member with { Limit = limit })]).Cells;
        return members
            .Keys.Select(
                (cell, i) =>
                    (
                        cell,
                        over[i] == Verdict.Over ? new CellJudgement(Verdict.Over)
                        : within[i] == Verdict.Within ? new CellJudgement(Verdict.Within)
                        : CellJudgement.Unknown(CheckDoubt.IntervalTooWide)
                    )
            )
            .ToDictionary();
    }

    private static double SmallestDetectable(FamilyMember member, int members)
    {
        double error = FamilyVerdict.DefaultFamilyError / members / Math.Pow(2, member.Attempt - 1);
        return member.Estimate.At(1 - 2 * error).SmallestDetectable(Power);
    }

    private static double? ReachOf(CellRecord record) => record.NoiseFloor?.ToNoiseFloor().Reach;

    private static Dictionary<string, OverheadModel> Models(IEnumerable<CheckedCell> cells)
    {
        var models = new Dictionary<string, OverheadModel>();
        foreach (
            var device in cells
                .Where(cell => cell.Overhead is not null && cell.Record.StepNanoseconds is not null)
                .GroupBy(cell => cell.Cell.Timing is { } timing ? $"{cell.Cell.Device}, timing {timing.Name()}" : cell.Cell.Device)
        )
        {
            try
            {
                models.Add(
                    device.Key,
                    OverheadModel.Fit(
                        device.Select(cell => new OverheadCell(
                            cell.Record.StepNanoseconds!.Value / cell.Cell.Accumulate,
                            LogsPerMicroBatch(cell.Cell),
                            cell.Overhead!
                        ))
                    )
                );
            }
            catch (ArgumentException)
            {
                // The cells are too few or too similar to split their overhead into parts.
            }
        }
        return models;
    }

    private static double LogsPerMicroBatch(Cell cell) => 1.0 / cell.LogEvery / (cell.LogUnit == LogUnit.Steps ? cell.Accumulate : 1);
}
