using ThroughputBench.Against;
using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Against;

public sealed class AgainstResultTests
{
    [Theory]
    // difference ± half of the interval, old against itself: all in % of a step. The tolerance is 0.1 %.
    [InlineData(0.00, 0.05, 0.05, "Within", CheckOutcome.Good)]
    [InlineData(-0.50, 0.05, 0.05, "Within", CheckOutcome.Good)]
    [InlineData(0.08, 0.05, 0.05, "Inconclusive", CheckOutcome.Inconclusive)]
    [InlineData(0.40, 0.05, 0.05, "Over", CheckOutcome.Bad)]
    [InlineData(0.40, 0.05, 0.35, "Inconclusive", CheckOutcome.Inconclusive)] // by less than the old one differs from itself
    public void Worse_is_beyond_tolerance_and_noise_floor_and_no_worse_is_within_the_tolerance(
        double difference,
        double halfWidth,
        double floor,
        string verdict,
        object outcome
    )
    {
        AgainstResult result = Of(Measured(Cells.Of(1, 1), difference, halfWidth) with { NoiseFloorReach = floor / 100 }).Judged();

        Assert.Equal((verdict, (CheckOutcome)outcome), (Assert.Single(result.Cells).Judgement.Verdict.ToString(), result.Outcome));
    }

    [Fact]
    public void A_byte_more_per_micro_batch_is_worse_whatever_the_time_says()
    {
        AgainstResult result = Of(Measured(Cells.Of(1, 1), 0, 0.05) with { MoreBytesPerBatch = 216 }).Judged();

        Assert.Equal((CheckOutcome.Bad, true), (result.Outcome, result.Cells[0].AllocatesMore));
    }

    [Fact]
    public void A_failed_cell_gets_no_verdict_and_one_without_an_interval_or_a_noise_floor_is_inconclusive()
    {
        AgainstCell failed = new()
        {
            Cell = Cells.Of(1, 1),
            Failed = true,
            Reason = "The process ended.",
        };
        AgainstCell unsure = new() { Cell = Cells.Of(1, 1), Reason = "No interval." };
        AgainstCell floorless = Measured(Cells.Of(1, 1), 0, 0.05) with { NoiseFloorReach = null };

        Assert.Equal(CheckOutcome.Failed, Of(failed).Judged().Outcome);
        Assert.Equal(CheckOutcome.Inconclusive, Of(unsure).Judged().Outcome);
        Assert.Equal(CheckDoubt.NoNoiseFloor, Of(floorless).Judged().Cells[0].Judgement.Doubt);
        Assert.Equal(CheckOutcome.Failed, Of().Judged().Outcome);
    }

    [Fact]
    public void Inconclusive_cells_are_worth_measuring_again_unless_another_cell_decides_the_outcome()
    {
        AgainstCell unsure = Measured(Cells.Of(1, 1), 0.08, 0.05),
            within = Measured(Cells.Of(1, 2), 0, 0.05),
            worse = Measured(Cells.Of(1, 4), 0.4, 0.05);

        Assert.Equal(unsure.Cell, Assert.Single(Of(unsure, within).Judged().Undecided).Cell);
        Assert.Empty(Of(within).Judged().Undecided);
        Assert.Empty(Of(unsure, within, worse).Judged().Undecided);
    }

    [Theory]
    // The upper end of the interval is 0.099 % at 95 %, and above the tolerance of 0.1 % at 97.5 %.
    [InlineData(1, "Within")]
    [InlineData(2, "Inconclusive")]
    public void A_cell_that_was_measured_again_has_to_be_twice_as_sure(int attempt, string verdict)
    {
        AgainstResult result = Of(Measured(Cells.Of(1, 1), 0.049, 0.05) with { Attempt = attempt }).Judged();

        Assert.Equal(verdict, Assert.Single(result.Cells).Judgement.Verdict.ToString());
    }

    [Theory]
    [InlineData(0.001, true)]
    [InlineData(0.0011, false)]
    [InlineData(null, false)]
    public void A_noise_floor_that_is_unknown_or_reaches_beyond_the_tolerance_may_be_what_keeps_a_cell_from_a_verdict(
        double? reach,
        bool within
    ) => Assert.Equal(within, (Measured(Cells.Of(1, 1), 0, 0.05) with { NoiseFloorReach = reach }).IsFloorWithin(0.001));

    private static AgainstResult Of(params AgainstCell[] cells) =>
        new()
        {
            Reference = "main",
            OldCommit = "447a192982",
            NewCommit = "0a3decb000",
            Machine = "amd-epyc-2c-linux-x64",
            Tolerance = 0.001,
            Cells = cells,
        };

    private static AgainstCell Measured(Cell cell, double percent, double halfWidth) =>
        new()
        {
            Cell = cell,
            Difference = new RatioEstimate
            {
                Overhead = percent / 100,
                Lower = (percent - halfWidth) / 100,
                Upper = (percent + halfWidth) / 100,
                Confidence = 0.95,
                Pairs = 1000,
            },
            NoiseFloorReach = 0.0005,
        };
}
