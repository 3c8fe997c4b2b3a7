using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>The sentences in which reports speak of the direct cost, and of what whole steps show beyond it.</summary>
internal static class DirectCostWords
{
    /// <summary>How many times its own trimmed time a hook must have taken to be named.</summary>
    private const double Rare = 10;

    /// <summary>The end of a sentence on a direct cost that hooks spend beside a device that is at work.</summary>
    public const string UpperBound = "; the device is at work meanwhile, so a step pays at most this";

    /// <summary>Whether whole steps show an effect beyond the direct cost.</summary>
    /// <param name="indirect">The pooled effect; <see langword="null"/> if one cell alone was measured.</param>
    public static string Indirect(IndirectRecord? indirect) =>
        indirect switch
        {
            null => "whether whole steps show more than that takes at least two cells to say",
            { Lower: > 0 } =>
                $"whole steps show an indirect effect of {Figures.Time(indirect.NanosecondsPerBatch)} beyond the direct cost "
                    + $"({Interval(indirect.Lower, indirect.Upper)})",
            { Upper: < 0 } =>
                $"whole steps say {Figures.Time(-indirect.NanosecondsPerBatch)} less than the direct cost "
                    + $"({Interval(-indirect.Upper, -indirect.Lower)})"
                    + (indirect.Device == "cpu" ? ", as the rest of a step was faster beside the monitor" : ""),
            _ => $"whole steps show no indirect effect beyond the direct cost ({Interval(indirect.Lower, indirect.Upper)})",
        };

    /// <summary>What the hooks take at most.</summary>
    public static Finding? Cost(IReadOnlyList<CellRecord> cells) =>
        cells
            .Where(cell => cell.DirectCost is not null)
            .OrderBy(cell => cell.IsDirectCostAnUpperBound) // one that waits says least
            .ThenByDescending(cell => cell.DirectCost!.ShareUpper)
            .FirstOrDefault()
            is { DirectCost: { } direct } cell
            ? new Finding(
                $"The monitor's hooks take at most {Figures.Signed(direct.ShareUpper, 3).TrimStart('+')} of a step (upper end of the "
                    + $"{Figures.Confidence(direct.Confidence)} interval in its most expensive cell, {cell.Cell}: "
                    + $"estimate {Figures.Signed(direct.Share, 3)}, {Figures.Time(direct.NanosecondsPerBatch)} per micro-batch)"
                    + $"{(cell.IsDirectCostAnUpperBound ? UpperBound : "")}. "
                    + $"The probes' own {Figures.Time(direct.EmptyHookNanoseconds)}, timed around a hook that does nothing, are subtracted."
            )
            : null;

    /// <summary>What the direct cost says if there is none.</summary>
    public static Finding? Floor(IReadOnlyList<CellRecord> cells) =>
        cells.Select(cell => cell.NoiseFloor?.Hooks).OfType<HookFloorRecord>().MaxBy(floor => Math.Max(-floor.Lower, floor.Upper)) is
        { } widest
            ? new Finding(
                $"A hook that does nothing differs from another by {Figures.Time(widest.Lower)} to {Figures.Time(widest.Upper)} "
                    + "per micro-batch: this is the noise floor of the hooks."
            )
            : null;

    /// <summary>What whole steps show beyond the direct cost, workload by workload.</summary>
    public static IEnumerable<Finding> Indirects(IReadOnlyList<CellRecord> cells) =>
        from cell in cells
        group cell by (cell.Device, cell.Cell.Size, cell.Timing) into step
        let indirect = DirectCosts.Indirect(step)
        where indirect is not null
        select new Finding(
            $"{step.Key.Size.Words} on {step.Key.Device}{(step.Key.Timing is { } timing ? $" with {Grid.TimingNames.Name(timing)}" : "")}: "
                + $"{Indirect(indirect)}, pooled over {Pooled(indirect)}, "
                + $"{Figures.Confidence(Statistics.RatioEstimate.DefaultConfidence)} interval."
        );

    /// <summary>
    /// Whether the two instruments contradict each other in a table's cells; <see langword="null"/> if only one of them is known.
    /// </summary>
    public static Finding? Contradiction(CellTable table)
    {
        if (table.Cells.All(cell => cell.DirectCost is null) || DirectCosts.Indirect(table.Cells) is not { } indirect)
            return null;
        string differ = indirect switch
        {
            { Lower: > 0 } => "CONTRADICT each other",
            { Upper: < 0 } => "differ",
            _ => "do not contradict each other",
        };
        return new Finding(
            $"The two instruments {differ}: {Indirect(indirect)}, pooled over {Pooled(indirect)}.",
            IsBad: indirect.Lower > 0
        );
    }

    /// <summary>The slowest hook, which trimmed means leave out.</summary>
    public static Finding? RareCosts(IReadOnlyList<CellRecord> cells)
    {
        CellRecord[] timed = [.. cells.Where(cell => cell.DirectCost is not null)];
        if (timed.MaxBy(cell => cell.DirectCost!.LongestNanoseconds) is not { DirectCost: { } slowest } longest)
            return null;
        if (timed.MaxBy(Beyond) is not { DirectCost: { } direct } most)
            return null;
        return timed.All(cell => cell.DirectCost!.LongestNanoseconds < Rare * cell.DirectCost.AtLogNanoseconds)
            ? new Finding($"No hook took more than {Rare:0} times as long as one that logs.")
            : new Finding(
                $"The longest of {Figures.Count(timed.Sum(cell => (long)cell.DirectCost!.Hooks), "hook")} took "
                    + $"{Figures.Time(slowest.LongestNanoseconds)} ({longest.Cell}), with every interruption. "
                    + $"What trimmed means leave out, the slowest fiftieth of each kind, adds at most {Figures.Time(Beyond(most))} per "
                    + $"micro-batch to a plain mean ({most.Cell}: "
                    + $"{Figures.Time(direct.MeanNanoseconds)} instead of {Figures.Time(direct.NanosecondsPerBatch)})."
            );
    }

    private static double Beyond(CellRecord cell) => cell.DirectCost!.MeanNanoseconds - cell.DirectCost.NanosecondsPerBatch;

    private static string Pooled(IndirectRecord indirect) =>
        Figures.Count(indirect.Cells, "cell")
        + (indirect.Machines is { } machines ? $" of {Figures.Count(machines, "machine")}, whose spread is in the interval" : "");

    private static string Interval(double lower, double upper) => $"{Figures.Time(lower)} to {Figures.Time(upper)} per micro-batch";
}
