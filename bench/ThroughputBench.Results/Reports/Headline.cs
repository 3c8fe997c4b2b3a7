using MathNet.Numerics.Statistics;
using ThroughputBench.Checks;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>
/// The two answers of a run, as questions with large figures: what the monitor costs in the smallest and in the largest step, and whether
/// its figures are right.
/// </summary>
internal static class Headline
{
    /// <summary>The answers, without those that the run does not answer.</summary>
    /// <param name="cells">The run's records.</param>
    public static IReadOnlyList<Answer> Answers(IReadOnlyList<CellRecord> cells)
    {
        AnswerLine[] costs = MeasuredStep.Of(cells) switch
        {
            [] => [],
            [var only] => [Line(only, "a step")],
            [var smallest, .., var largest] => [Line(smallest, "the smallest step"), Line(largest, "the largest step")],
        };
        return
        [
            .. costs.Length == 0 ? Array.Empty<Answer>() : [new Answer("What does the monitor cost?", costs)],
            .. TruthWords.Line(cells) is { } line ? [new Answer("Are its figures right?", line)] : Array.Empty<Answer>(),
        ];
    }

    private static AnswerLine Line(MeasuredStep measured, string step) =>
        measured.HasDirectCost ? Direct(measured, step)
        : Machines(measured) > 1 ? ByMachines(measured, step)
        : WholeSteps(measured, step);

    private static AnswerLine Direct(MeasuredStep measured, string step)
    {
        DirectCostRecord[] costs = [.. measured.Cells.Select(cell => cell.DirectCost!).OrderBy(cost => cost.NanosecondsPerBatch)];
        return new AnswerLine(
            $"{Range(costs.Select(cost => Figures.Time(cost.NanosecondsPerBatch)))}, "
                + Range(costs.OrderBy(cost => cost.Share).Select(cost => Figures.Signed(cost.Share, 3))),
            // The shares are of these times, which a busy machine makes longer as it does the hooks.
            $"of {step} ({measured.Name}, "
                + Range(costs.OrderBy(cost => cost.BatchNanoseconds).Select(cost => Figures.Time(cost.BatchNanoseconds)))
                + (Machines(measured) is > 1 and var machines ? $" on {Figures.Count(machines, "machine")}," : "")
                + $" per micro-batch){(costs.Length == 1 ? "" : ", by how often it logs")}",
            $"{Figures.Confidence(costs[0].Confidence)} interval{(costs.Length == 1 ? "" : "s")} from "
                + $"{Figures.Signed(costs.Min(cost => cost.ShareLower), 3)} to "
                + $"{Figures.Signed(costs.Max(cost => cost.ShareUpper), 3)}; "
                + DirectCostWords.Indirect(DirectCosts.Indirect(measured.Cells))
                + (measured.Cells.Any(cell => cell.IsDirectCostAnUpperBound) ? DirectCostWords.UpperBound : "")
                + "."
        );
    }

    private static AnswerLine WholeSteps(MeasuredStep measured, string step)
    {
        OverheadRecord[] costs = [.. measured.Cells.Select(cell => cell.Overhead!)];
        double share = costs.Select(cost => cost.Estimate).Median();
        return new AnswerLine(
            $"{Figures.Time(share * measured.BatchNanoseconds)}, {Figures.Signed(share)}",
            $"of {step} ({measured.Name}, {Figures.Time(measured.BatchNanoseconds)} per micro-batch)"
                + (costs.Length == 1 ? "" : $", the median of {Figures.Count(costs.Length, "cell")}"),
            $"By whole steps: {Figures.Confidence(costs[0].Confidence)} intervals from {Figures.Signed(costs.Min(cost => cost.Lower))} to "
                + $"{Figures.Signed(costs.Max(cost => cost.Upper))}."
        );
    }

    private static AnswerLine ByMachines(MeasuredStep measured, string step)
    {
        string machines = Figures.Count(Machines(measured), "machine");
        RatioEstimate mean = BetweenMachines.Mean(measured.Cells.Select(cell => (cell.Place, cell.Overhead!.ToEstimate())));
        IEnumerable<double> times = measured
            .Cells.GroupBy(cell => cell.Place, (_, of) => of.Select(cell => cell.StepNanoseconds!.Value / cell.Accumulate).Median())
            .Order();
        return new AnswerLine(
            Figures.Signed(mean.Overhead),
            $"of {step} ({measured.Name}, {Range(times.Select(Figures.Time))} on {machines}, per micro-batch), the mean of {machines}",
            $"By whole steps: the {Figures.Confidence(mean.Confidence)} interval, with what machines differ by, is "
                + $"{Figures.Signed(mean.Lower)} to {Figures.Signed(mean.Upper)}."
        );
    }

    private static int Machines(MeasuredStep measured) => measured.Cells.Select(cell => cell.Place).Distinct().Count();

    /// <summary>The first and the last of some figures, or the one that both are.</summary>
    private static string Range(IEnumerable<string> figures) =>
        figures.ToArray() is [var first, .., var last] && first != last ? $"{first} to {last}" : figures.First();
}
