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
        Step[] steps = Steps(cells);
        AnswerLine[] costs = steps switch
        {
            [] => [],
            [var only] => [only.Line("a step")],
            [var smallest, .., var largest] => [smallest.Line("the smallest step"), largest.Line("the largest step")],
        };
        return
        [
            .. costs.Length == 0 ? Array.Empty<Answer>() : [new Answer("What does the monitor cost?", costs)],
            .. TruthWords.Line(cells) is { } line ? [new Answer("Are its figures right?", line)] : Array.Empty<Answer>(),
        ];
    }

    private static Step[] Steps(IEnumerable<CellRecord> cells) =>
        [
            .. cells
                .Where(cell => cell is { Overhead: not null, StepNanoseconds: not null })
                .GroupBy(cell => (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape, cell.Timing))
                .Select(group => new Step([.. group]))
                .OrderBy(step => step.BatchNanoseconds),
        ];

    /// <summary>All measured cells of one step: a workload of one size, on one device, timed in one way.</summary>
    private sealed class Step(CellRecord[] cells)
    {
        public double BatchNanoseconds { get; } = cells.Select(cell => cell.StepNanoseconds!.Value / cell.Accumulate).Median();

        public bool HasDirectCost => cells.All(cell => cell.DirectCost is not null);

        /// <summary>What it costs, as a large figure.</summary>
        /// <param name="step">Which step.</param>
        public AnswerLine Line(string step)
        {
            if (!HasDirectCost)
            {
                if (Machines > 1)
                    return ByMachines(step);
                double share = cells.Select(cell => cell.Overhead!.Estimate).Median();
                return new AnswerLine(
                    $"{Figures.Time(share * BatchNanoseconds)}, {Figures.Signed(share)}",
                    $"of {step} ({Place}){(cells.Length == 1 ? "" : $", the median of {Figures.Count(cells.Length, "cell")}")}",
                    $"By whole steps: {Figures.Confidence(cells[0].Overhead!.Confidence)} intervals from "
                        + $"{Figures.Signed(cells.Min(cell => cell.Overhead!.Lower))} to "
                            + $"{Figures.Signed(cells.Max(cell => cell.Overhead!.Upper))}."
                );
            }
            DirectCostRecord[] costs = [.. cells.Select(cell => cell.DirectCost!).OrderBy(cost => cost.NanosecondsPerBatch)];
            return new AnswerLine(
                costs.Length == 1
                    ? $"{Figures.Time(costs[0].NanosecondsPerBatch)}, {Figures.Signed(costs[0].Share, 3)}"
                    : $"{Figures.Time(costs[0].NanosecondsPerBatch)} to {Figures.Time(costs[^1].NanosecondsPerBatch)}, "
                        + $"{Figures.Signed(costs.Min(cost => cost.Share), 3)} to {Figures.Signed(costs.Max(cost => cost.Share), 3)}",
                $"of {step} ({Place}){(costs.Length == 1 ? "" : ", by how often it logs")}",
                $"{Figures.Confidence(costs[0].Confidence)} interval{(costs.Length == 1 ? "" : "s")} from "
                    + $"{Figures.Signed(costs.Min(cost => cost.ShareLower), 3)} to "
                        + $"{Figures.Signed(costs.Max(cost => cost.ShareUpper), 3)}; "
                    + DirectCostWords.Indirect(DirectCosts.Indirect(cells))
                    + "."
            );
        }

        private int Machines { get; } = cells.Select(cell => cell.Place).Distinct().Count();

        private AnswerLine ByMachines(string step)
        {
            RatioEstimate mean = BetweenMachines.Mean(cells.Select(cell => (cell.Place, cell.Overhead!.ToEstimate())));
            return new AnswerLine(
                Figures.Signed(mean.Overhead),
                $"of {step} ({Place}), the mean of {Figures.Count(Machines, "machine")}",
                $"By whole steps: the {Figures.Confidence(mean.Confidence)} interval, with what machines differ by, is "
                    + $"{Figures.Signed(mean.Lower)} to {Figures.Signed(mean.Upper)}."
            );
        }

        private string Place =>
            $"{cells[0].Workload} on {cells[0].Device}{(cells[0].Timing is { } timing ? $" with {Grid.TimingNames.Name(timing)}" : "")}, {Time} per micro-batch";

        /// <summary>A micro-batch; on several machines from the fastest to the slowest.</summary>
        private string Time
        {
            get
            {
                double[] machines =
                [
                    .. cells
                        .GroupBy(cell => cell.Place, (_, of) => of.Select(cell => cell.StepNanoseconds!.Value / cell.Accumulate).Median())
                        .Order(),
                ];
                return machines.Length == 1
                    ? Figures.Time(machines[0])
                    : $"{Figures.Time(machines[0])} to {Figures.Time(machines[^1])} on {Figures.Count(machines.Length, "machine")},";
            }
        }
    }
}
