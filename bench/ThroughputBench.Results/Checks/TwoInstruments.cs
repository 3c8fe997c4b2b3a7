using ThroughputBench.Grid;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>What whole steps and the direct cost come to together.</summary>
/// <remarks>
/// Either can say "over", each with the whole family's correction. "Within" is what either says as long as the other does not contradict
/// it: what the direct cost finds within and whole steps find over the limit itself, though not beyond the noise floor, is inconclusive.
/// </remarks>
internal static class TwoInstruments
{
    /// <summary>The limit of whole steps without a noise floor: nothing shows how much of an excess is the harness's own.</summary>
    public const double NeverOver = double.MaxValue;

    /// <summary>What both instruments come to, cell by cell, for the cells that either of them knows.</summary>
    /// <param name="whole">By whole steps, with the limits beyond which they are over.</param>
    /// <param name="direct">By the direct cost.</param>
    /// <param name="limit">The limit that the user gave: what is within it is within.</param>
    /// <param name="doubts">Why whole steps of a cell cannot be within: there is no noise floor, or too wide a one.</param>
    public static Dictionary<Cell, CellJudgement> Judge(
        Dictionary<Cell, FamilyMember> whole,
        Dictionary<Cell, FamilyMember> direct,
        double limit,
        Dictionary<Cell, CheckDoubt> doubts
    )
    {
        Dictionary<Cell, CellJudgement> byStep = Judge(whole, limit),
            byHook = Judge(direct, limit);
        Dictionary<Cell, CellJudgement> bare =
            direct.Count == 0 ? [] : Judge(whole.ToDictionary(member => member.Key, member => member.Value with { Limit = limit }), limit);
        return byStep
            .Keys.Union(byHook.Keys)
            .ToDictionary(
                cell => cell,
                cell =>
                    Both(
                        byStep.TryGetValue(cell, out CellJudgement step)
                            ? step.Verdict != Verdict.Over && doubts.TryGetValue(cell, out CheckDoubt doubt)
                                ? CellJudgement.Unknown(doubt)
                                : step with { Instrument = Instrument.WholeStep }
                            : null,
                        byHook.TryGetValue(cell, out CellJudgement hook) ? hook with { Instrument = Instrument.DirectCost } : null,
                        looksOver: bare.TryGetValue(cell, out CellJudgement alone) && alone.Verdict == Verdict.Over
                    )
            );
    }

    /// <param name="step">What whole steps say.</param>
    /// <param name="hook">What the direct cost says.</param>
    /// <param name="looksOver">Whether whole steps are over the limit if the noise floor is not thought of.</param>
    private static CellJudgement Both(CellJudgement? step, CellJudgement? hook, bool looksOver) =>
        step is { Verdict: Verdict.Over } ? step.Value
        : hook is { Verdict: Verdict.Over } ? hook.Value
        : hook is { Verdict: Verdict.Within }
            ? looksOver ? CellJudgement.Unknown(CheckDoubt.InstrumentsDisagree)
                : hook.Value
        : step is { Verdict: Verdict.Within } ? step.Value
        : CellJudgement.Unknown((hook ?? step)!.Value.Doubt);

    /// <summary>
    /// "Over" by the cell's own limit, which the noise floor has widened; "within" by the limit that the user gave.
    /// </summary>
    private static Dictionary<Cell, CellJudgement> Judge(Dictionary<Cell, FamilyMember> members, double limit)
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
}
