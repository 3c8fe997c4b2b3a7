using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Grid;
using Xunit;
using static ThroughputBench.Tests.Checks.SampleRuns;

namespace ThroughputBench.Tests.Checks;

/// <summary>Verdicts from whole steps and the direct cost together.</summary>
public sealed class TwoInstrumentsTests
{
    private static readonly Cell OneCell = Cells.Of(1, 2);

    [Theory]
    // whole step ± half of its interval, noise floor, direct cost ± half of its interval: all in % of a step. The budget is 0.5 %.
    [InlineData(0.20, 0.10, 0.05, 0.15, 0.05, "Within", "None", "DirectCost")]
    [InlineData(0.40, 0.50, 0.05, 0.15, 0.05, "Within", "None", "DirectCost")] // whole steps know nothing
    [InlineData(0.40, 0.50, 0.80, 0.15, 0.05, "Within", "None", "DirectCost")] // their noise floor is above the budget
    [InlineData(0.20, 0.10, 0.05, 0.45, 0.20, "Within", "None", "WholeStep")] // launches differ too much for the direct cost
    [InlineData(0.40, 0.50, 0.05, 0.45, 0.20, "Inconclusive", "IntervalTooWide", "None")]
    [InlineData(0.40, 0.50, 0.80, 0.45, 0.20, "Inconclusive", "IntervalTooWide", "None")]
    [InlineData(1.20, 0.05, 0.05, 0.15, 0.05, "Over", "None", "WholeStep")] // an indirect cost
    [InlineData(0.40, 0.50, 0.05, 0.90, 0.05, "Over", "None", "DirectCost")]
    [InlineData(0.20, 0.05, 0.05, 0.90, 0.05, "Over", "None", "DirectCost")]
    [InlineData(0.90, 0.05, 0.45, 0.15, 0.05, "Inconclusive", "InstrumentsDisagree", "None")] // over, but by less than the noise floor
    [InlineData(0.90, 0.05, 0.80, 0.15, 0.05, "Inconclusive", "InstrumentsDisagree", "None")] // the same
    [InlineData(3.00, 0.05, 0.80, 0.15, 0.05, "Over", "None", "WholeStep")] // over by more than a wide noise floor
    [InlineData(0.20, 0.05, 0.80, 0.45, 0.20, "Inconclusive", "IntervalTooWide", "None")] // it forbids "within"
    [InlineData(3.00, 0.05, null, 0.15, 0.05, "Inconclusive", "InstrumentsDisagree", "None")]
    [InlineData(0.20, 0.05, null, 0.15, 0.05, "Within", "None", "DirectCost")]
    [InlineData(0.20, 0.05, null, 0.45, 0.20, "Inconclusive", "IntervalTooWide", "None")]
    public void A_cell_is_judged_by_whichever_instrument_answers(
        double overhead,
        double halfWidth,
        double? floor,
        double direct,
        double directHalfWidth,
        string verdict,
        string doubt,
        string instrument
    )
    {
        RecordedRun run = Of(record =>
            record with
            {
                NoiseFloor = floor is { } reach ? Floor(reach) : null,
                Overhead = record.Cell == OneCell ? Overhead(overhead, halfWidth) : record.Overhead,
                DirectCost = record.Cell == OneCell ? Direct(direct, directHalfWidth) : Direct(0.1, 0.01),
            }
        );

        CellJudgement judgement = Judged(run).OnBudget!.Value;

        Assert.Equal(
            (verdict, doubt, instrument),
            (judgement.Verdict.ToString(), judgement.Doubt.ToString(), judgement.Instrument.ToString())
        );
    }

    [Theory]
    // direct cost now and in the baseline, every interval ±0.04 %; whole steps know nothing. The tolerance is 0.25 %, that of hooks 0.1 %
    // or a quarter of what they took.
    [InlineData(0.20, 0.20, "Within")]
    [InlineData(0.60, 0.20, "Over")]
    [InlineData(0.44, 0.20, "Over")]
    [InlineData(0.94, 0.70, "Inconclusive")]
    [InlineData(0.26, 0.20, "Within")]
    public void Against_a_baseline_the_direct_cost_answers_if_whole_steps_cannot(double now, double before, string verdict)
    {
        RecordedRun Noisy(double direct) => Of(record => record with { NoiseFloor = Floor(0.9), DirectCost = Direct(direct, 0.04) });

        CheckedCell cell = CheckJudge.Of(Noisy(now), Noisy(before), new CheckLimits(Budget: 0.008)).Cells[0];

        Assert.Equal(verdict, cell.OnBaseline?.Verdict.ToString());
    }

    [Theory]
    // what its own launches differ by, in nanoseconds; whether it is found to cost more than 0.2 %, or than a budget of 0.2 %
    [InlineData(1, "Over")]
    [InlineData(60, "Inconclusive")]
    public void A_costly_hook_does_not_hide_in_what_launches_of_so_costly_a_hook_would_differ_by(double ofLaunches, string verdict)
    {
        RecordedRun cheap = Of(record => record with { NoiseFloor = Floor(0.9), DirectCost = Direct(0.2, 0.04) }),
            costly = Of(record =>
                record with
                {
                    NoiseFloor = Floor(0.9),
                    DirectCost = Direct(0.7, 0.3) with { OwnStandardError = ofLaunches, OwnDegreesOfFreedom = 4 },
                }
            );

        CheckedCell onBaseline = CheckJudge.Of(costly, cheap, new CheckLimits(Budget: 0.008)).Cells[0],
            onBudget = CheckJudge.Of(costly, null, new CheckLimits(Budget: 0.002)).Cells[0];

        Assert.Equal((verdict, verdict), (onBaseline.OnBaseline?.Verdict.ToString(), onBudget.OnBudget?.Verdict.ToString()));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Without_a_noise_floor_whole_steps_that_look_worse_still_contradict_the_direct_cost(bool here, bool before)
    {
        RecordedRun Costing(double percent, bool hasFloor) =>
            Of(record =>
                record with
                {
                    NoiseFloor = hasFloor ? record.NoiseFloor : null,
                    Overhead = Overhead(percent, 0.04),
                    DirectCost = Direct(0.1, 0.01),
                }
            );

        CellJudgement? judgement = Judged(Costing(5.2, here), Costing(0.2, before)).OnBaseline;

        Assert.Equal((Verdict.Inconclusive, CheckDoubt.InstrumentsDisagree), (judgement?.Verdict, judgement?.Doubt));
    }

    [Theory]
    [InlineData(0.20, CheckOutcome.Good, Verdict.Within)]
    [InlineData(0.45, CheckOutcome.Bad, Verdict.Over)]
    public void A_baseline_whose_whole_steps_were_not_measured_is_compared_by_the_direct_cost(double now, object outcome, Verdict verdict)
    {
        RecordedRun Hooks(double percent) =>
            Of(record => record with { Overhead = null, Reason = "The whole step was not measured.", DirectCost = Direct(percent, 0.01) });

        CheckResult result = CheckJudge.Of(Hooks(now), Hooks(0.2), new CheckLimits());

        Assert.Equal(((CheckOutcome)outcome, (Verdict?)verdict), (result.Outcome, result.OnBaseline));
        Assert.All(result.Cells, cell => Assert.Equal((null, Instrument.DirectCost), (cell.Difference, cell.OnBaseline!.Value.Instrument)));
    }

    private static CheckedCell Judged(RecordedRun run, RecordedRun? baseline = null) =>
        CheckJudge.Of(run, baseline, new CheckLimits()).Cells.Single(cell => cell.Cell == OneCell);
}
