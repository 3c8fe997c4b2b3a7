using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>The result of comparing today's training loop and monitor with those of another commit.</summary>
internal sealed record AgainstResult
{
    /// <summary>The reference given: a branch, a tag or a commit.</summary>
    public required string Reference { get; init; }

    /// <summary>Its commit.</summary>
    public required string OldCommit { get; init; }

    /// <summary>The commit compared with it, with <c>-dirty</c> if the tree had changes.</summary>
    public required string NewCommit { get; init; }

    /// <summary>A readable name of the machine.</summary>
    public required string Machine { get; init; }

    /// <summary>How much more expensive a step may be and still be called no worse, a fraction.</summary>
    public required double Tolerance { get; init; }

    /// <summary>The cells, judged.</summary>
    public required IReadOnlyList<AgainstCell> Cells { get; init; }

    /// <summary>The overall outcome.</summary>
    public CheckOutcome Outcome =>
        Cells.Any(cell => cell.IsWorse) ? CheckOutcome.Bad
        : Cells.Count == 0 || Cells.Any(cell => cell.Failed) ? CheckOutcome.Failed
        : Cells.Any(cell => cell.Judgement.Verdict == Verdict.Inconclusive) ? CheckOutcome.Inconclusive
        : CheckOutcome.Good;

    /// <summary>
    /// The cells that prevent a good outcome and may pass if measured again. None if a cell is worse or failed, because that decides the
    /// outcome.
    /// </summary>
    public IEnumerable<AgainstCell> Undecided =>
        Outcome == CheckOutcome.Inconclusive ? Cells.Where(cell => cell.Judgement.Verdict == Verdict.Inconclusive) : [];

    /// <summary>
    /// Judges all cells as a family, by whole steps and by the hook's own time. Whole steps are worse beyond the tolerance and the noise
    /// floor together, a hook beyond its own tolerance, which is far smaller, be it in the cell's steps or while caches are warm; no worse is
    /// what is within the tolerance of a step.
    /// </summary>
    public AgainstResult Judged()
    {
        Dictionary<Cell, FamilyMember> members = Cells
            .Where(cell => cell.Difference is not null)
            .ToDictionary(
                cell => cell.Cell,
                cell => new FamilyMember(cell.Difference!, Tolerance + cell.NoiseFloorReach ?? TwoInstruments.NeverOver, cell.Attempt)
            );
        Dictionary<Cell, CheckDoubt> doubts = Cells
            .Where(cell => cell.NoiseFloorReach is null)
            .ToDictionary(cell => cell.Cell, _ => CheckDoubt.NoNoiseFloor);
        var hooks = new Dictionary<Cell, FamilyMember>();
        HashSet<Cell> worse = [.. WorseWhileWarm()];
        foreach (var group in Cells.Where(cell => cell.Hook is not null).GroupBy(cell => (cell.Cell.Device, cell.Cell.Size)))
        {
            AgainstCell[] cells = [.. group];
            IReadOnlyList<HookDifference> together = HookDifference.Together([.. cells.Select(cell => cell.Hook!)]);
            for (int i = 0; i < cells.Length; i++)
                hooks[cells[i].Cell] = new FamilyMember(together[i].ToEstimate(), together[i].Tolerance, cells[i].Attempt);
            // What a build adds to its hook it adds in every cell: together they show it even if each alone does not.
            HookDifference mean = HookDifference.Mean(together);
            var member = new FamilyMember(mean.ToEstimate(), mean.Tolerance, cells.Max(cell => cell.Attempt));
            if (FamilyVerdict.Of([member]).Verdict == Verdict.Over)
            {
                worse.UnionWith(
                    cells.Where(cell => cell.Hook!.Own.Nanoseconds > cell.Hook.ToleranceNanoseconds).Select(cell => cell.Cell)
                );
            }
        }
        Dictionary<Cell, CellJudgement> judged = TwoInstruments.Judge(members, hooks, Tolerance, doubts);
        return this with
        {
            Cells =
            [
                .. Cells.Select(cell =>
                    cell with
                    {
                        Judgement = worse.Contains(cell.Cell)
                            ? new CellJudgement(Verdict.Over, Instrument: Instrument.DirectCost)
                        : judged.TryGetValue(cell.Cell, out CellJudgement judgement)
                            ? judgement
                            : CellJudgement.Unknown(CheckDoubt.NoInterval),
                    }
                ),
            ],
        };
    }

    private IEnumerable<Cell> WorseWhileWarm()
    {
        AgainstCell[] warm = [.. Cells.Where(cell => cell.WarmHook is not null)];
        if (warm.Length == 0)
            return [];
        IReadOnlyList<Verdict> verdicts = FamilyVerdict
            .Of([.. warm.Select(cell => new FamilyMember(cell.WarmHook!.ToEstimate(), cell.WarmHook.Tolerance))])
            .Cells;
        return warm.Zip(verdicts).Where(judged => judged.Second == Verdict.Over).Select(judged => judged.First.Cell);
    }
}
