using ThroughputBench.Against;
using ThroughputBench.Checks;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Against;

public sealed class HookDifferenceTests
{
    private const double Batch = 100_000;

    [Theory]
    // New less old, half of the interval and the old hook, in nanoseconds; a step takes 100 µs, and a tolerance of 0.25 % is 250 ns.
    [InlineData(0, 25, 260, "Within", CheckOutcome.Good)]
    [InlineData(60, 20, 260, "Over", CheckOutcome.Bad)]
    [InlineData(60, 60, 260, "Within", CheckOutcome.Good)]
    [InlineData(60, 20, 1200, "Within", CheckOutcome.Good)]
    [InlineData(400, 50, 1200, "Over", CheckOutcome.Bad)]
    public void A_hook_is_worse_beyond_25_ns_or_a_tenth_of_its_time_and_no_worse_within_the_tolerance_of_a_step(
        double nanoseconds,
        double halfWidth,
        double old,
        string verdict,
        object outcome
    )
    {
        // All cells load the same two builds.
        AgainstResult result = Of(
            [
                .. new[] { Cells.Of(1, 4), Cells.Of(1, 8), Cells.Of(4, 4), Cells.Of(4, 8) }.Select(cell =>
                    Cell(nanoseconds, halfWidth, old) with
                    {
                        Cell = cell,
                    }
                ),
            ]
        ).Judged();

        CellJudgement judgement = result.Cells[0].Judgement;
        Assert.Equal(
            (verdict, Instrument.DirectCost, (CheckOutcome)outcome),
            (judgement.Verdict.ToString(), judgement.Instrument, result.Outcome)
        );
    }

    [Theory]
    // While caches are warm: new less old, and half of the interval. Between real steps the interval is within the tolerance of a step.
    [InlineData(0, 4, "Within", CheckOutcome.Good)]
    [InlineData(20, 4, "Within", CheckOutcome.Good)]
    [InlineData(60, 60, "Within", CheckOutcome.Good)]
    [InlineData(60, 4, "Over", CheckOutcome.Bad)]
    public void A_hook_that_has_25_ns_more_to_do_while_caches_are_warm_is_worse_whatever_it_waits_for_between_real_steps(
        double nanoseconds,
        double halfWidth,
        string verdict,
        object outcome
    )
    {
        AgainstResult result = Of([
            Cell(40, 100, 300) with
            {
                WarmHook = new(new(nanoseconds, halfWidth / 2.26, 9), 140, 10_000, 10, 48_000),
            },
        ]).Judged();

        CellJudgement judgement = Assert.Single(result.Cells).Judgement;
        Assert.Equal(
            (verdict, Instrument.DirectCost, (CheckOutcome)outcome),
            (judgement.Verdict.ToString(), judgement.Instrument, result.Outcome)
        );
    }

    private static AgainstCell Cell(double nanoseconds, double halfWidth, double old) =>
        new()
        {
            Cell = Cells.Of(1, 4),
            Hook = new(new(nanoseconds, halfWidth / 2.57, 5), old, Batch, 6, 10_000),
        };

    private static AgainstResult Of(params AgainstCell[] cells) =>
        new()
        {
            Reference = "main",
            OldCommit = "1111111111",
            NewCommit = "2222222222",
            Machine = "a machine",
            Tolerance = 0.0025,
            Cells = cells,
        };
}
