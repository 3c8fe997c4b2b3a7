using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

[Collection(TrainingTests.Name)]
public sealed class CellMeasurementTests
{
    private static readonly Cell Cell = Cells.Of(4, 32);

    [Fact]
    public void Steps_that_are_too_long_for_a_cells_time_cost_its_agreement_and_nothing_else()
    {
        // Of a step that takes far longer than a cell there is one in each training, and so no log.
        CellFacts facts = Measure(new MeasurementPlan { SecondsPerCell = 1e-6 });

        Assert.Null(facts.Failure);
        Assert.Null(facts.Agreement);
        Assert.Equal(
            "Agreement was not measured: no log came in its time. Give the cell more time with --seconds-per-cell.",
            facts.WhyNoAgreement
        );
        Assert.True(facts.SameTraining!.SameLosses);
        Assert.True(facts.Verification is { Agrees: true, Figures: > 100 });
    }

    [Fact]
    public void A_fault_is_found_by_the_verification_that_trains_a_smaller_model_too()
    {
        CellFacts facts = Measure(new MeasurementPlan { SecondsPerCell = 1e-6, Fault = "overreport=1%" });

        Assert.Null(facts.Failure);
        Assert.False(facts.Verification!.Agrees);
    }

    [Fact]
    public void What_a_cell_has_time_for_is_all_there()
    {
        CellFacts facts = Measure(new MeasurementPlan { SecondsPerCell = 1.2 });

        Assert.Equal((null, null), (facts.Failure, facts.WhyNoAgreement));
        Assert.InRange(facts.Agreement!.Logs, 20, int.MaxValue);
        Assert.True(facts.SameTraining!.SameLosses);
        Assert.Null(facts.RunAhead);
    }

    [Theory]
    [InlineData("cpu", null)]
    [InlineData("cuda", DeviceTiming.Events)]
    public void Of_a_cell_whose_pairs_failed_it_finds_the_wrong_figures_without_the_cells_device(string device, DeviceTiming? timing)
    {
        VerificationRecord? wrong = FindWrong("window=+1", Cell with { Device = device, Timing = timing });

        Assert.NotNull(wrong);
        Assert.False(wrong.Agrees);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("device-error=4/32")]
    public void If_pairs_failed_and_the_monitor_is_sound_it_finds_nothing(string? fault) => Assert.Null(FindWrong(fault, Cell));

    private static CellFacts Measure(MeasurementPlan plan)
    {
        using var measurement = new CellMeasurement(plan, TestContext.Current.CancellationToken);
        return measurement.Measure(Cell);
    }

    private static VerificationRecord? FindWrong(string? fault, Cell cell)
    {
        using var measurement = new CellMeasurement(new MeasurementPlan { Fault = fault }, TestContext.Current.CancellationToken);
        return measurement.FindWrong(cell);
    }
}
