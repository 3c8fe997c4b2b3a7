using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>
/// The answer of a run in one sentence, for a reader who has ten seconds: what the monitor costs, how sure that is, and whether its figures
/// are right. <see cref="Headline"/> says the same in figures.
/// </summary>
internal static class OneSentence
{
    /// <summary>The sentence; <see langword="null"/> if no cell was measured.</summary>
    public static string? Of(RecordedRun recorded)
    {
        string monitor = recorded.Run.Options.Fault is { } fault ? $"with the planted fault {fault}, the monitor" : "the monitor";
        string? cost = MeasuredStep.Of(recorded.Cells) switch
        {
            [] => null,
            [var only] => $"{monitor} costs {Words(only)}",
            [var smallest, .., var largest] =>
                $"in the smallest step {monitor} costs {Words(smallest)}; in the largest it costs {Words(largest)}",
        };
        return cost is null ? null : $"{char.ToUpperInvariant(cost[0])}{cost[1..]}; {Truth(recorded.Cells)}.";
    }

    private static string Truth(IReadOnlyList<CellRecord> cells)
    {
        CellRecord[] judged = [.. cells.Where(cell => cell.Agreement is not null || cell.Verification is not null)];
        int wrong = judged.Count(cell => cell.Agreement is { Agrees: false } || cell.Verification is { Agrees: false }),
            changing = cells.Count(cell => cell.ChangesLosses);
        string changes = changing == 0 ? "" : $", and it CHANGES the training in {Figures.Count(changing, "cell")}";
        if (wrong > 0)
            return $"its figures are WRONG in {wrong} of {Figures.Count(judged.Length, "cell")}{changes}";
        AgreementRecord[] agreements = [.. judged.Select(cell => cell.Agreement).OfType<AgreementRecord>()];
        return agreements.Length == 0
            ? $"its samples/s were not compared with an independent clock's{changes}"
            : "its figures are right: over whole runs its samples/s differ from an independent clock's by "
                + $"{Error(agreements.Max(agreement => Math.Abs(agreement.RunError)))}{changes}";
    }

    private static string Error(double fraction) =>
        Figures.Share(fraction) is ['<', .. var limit] ? $"less than {limit}" : $"at most {Figures.Share(fraction)}";

    private static string Words(MeasuredStep step)
    {
        if (!step.HasDirectCost)
        {
            OverheadRecord[] whole = [.. step.Cells.Select(cell => cell.Overhead!)];
            return $"{Span(whole.Select(cost => cost.Estimate))} of a step of {step.Name}, by whole steps alone "
                + $"({Figures.Confidence(whole[0].Confidence)} sure in each cell: at most {Upper(whole.Max(cost => cost.Upper))})";
        }
        DirectCostRecord[] direct = [.. step.Cells.Select(cell => cell.DirectCost!)];
        return $"{Span(direct.Select(cost => cost.Share))} of a step of {step.Name}, "
            + $"{Times(direct.Min(cost => cost.NanosecondsPerBatch), direct.Max(cost => cost.NanosecondsPerBatch))} per micro-batch "
            + $"({Figures.Confidence(direct[0].Confidence)} sure in each cell: at most "
            + $"{Upper(direct.Max(cost => cost.ShareUpper))}{Beyond(step)})";
    }

    /// <summary>What the second instrument says.</summary>
    private static string Beyond(MeasuredStep step) =>
        DirectCosts.Indirect(step.Cells) switch
        {
            null => "",
            { Lower: > 0 } more => $"; but whole steps take {Figures.Time(more.NanosecondsPerBatch)} more than that",
            _ => "; whole steps show no more",
        };

    private static string Span(IEnumerable<double> shares)
    {
        (double least, double most) = (shares.Min(), shares.Max());
        return Figures.Signed(least) == Figures.Signed(most) ? Upper(most) : $"{Upper(least)} to {Upper(most)}";
    }

    private static string Times(double least, double most) =>
        least == most ? Figures.Time(most) : $"{Figures.Time(least)} to {Figures.Time(most)}";

    private static string Upper(double share) => Figures.Signed(share).TrimStart('+');
}
