using ThroughputBench.Checks;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Checks;

public class BusyMachineTests
{
    private const double Batch = 60_000;

    [Theory]
    [InlineData(1.0, 1.0, false)]
    [InlineData(1.4, 1.4, false)]
    [InlineData(1.6, 1.0, true)]
    [InlineData(1.0, 1.6, true)]
    public void A_cell_whose_steps_took_half_as_long_again_is_too_busy_for_whole_steps(
        double beyondControl,
        double beyondUndisturbed,
        bool busy
    ) => Assert.Equal(busy, Cell(beyondControl, beyondUndisturbed, 0).IsTooBusyForSteps);

    [Fact]
    public void Earlier_records_without_the_controls_step_are_not_too_busy() =>
        Assert.False((Samples.Measured() with { DirectCost = null }).IsTooBusyForSteps);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whole_steps_over_the_budget_on_a_busy_machine_are_no_verdict_and_the_direct_cost_is(bool busy)
    {
        CheckedCell cell = Judged(Cell(busy ? 1.6 : 1, 1, wholeStep: 0.016));

        Assert.Equal(
            busy ? (Verdict.Within, Instrument.DirectCost) : (Verdict.Over, Instrument.WholeStep),
            (cell.OnBudget!.Value.Verdict, cell.OnBudget.Value.Instrument)
        );
    }

    [Fact]
    public void Without_a_direct_cost_a_busy_machine_is_the_reason_for_no_verdict()
    {
        CheckedCell cell = Judged(Cell(1.6, 1, wholeStep: 0.016) with { DirectCost = null });

        Assert.Equal(CheckDoubt.MachineTooBusy, cell.OnBudget!.Value.Doubt);
        Assert.Equal(Verdict.Inconclusive, cell.OnBudget.Value.Verdict);
    }

    [Theory]
    [InlineData(null, null, 0.002, Verdict.Over, "DirectCost")] // the CPU
    [InlineData(DeviceTiming.SyncAtLog, 150_000.0, 0.002, Verdict.Within, "WholeStep")] // the hook waits
    [InlineData(DeviceTiming.Events, 150_000.0, 0.002, Verdict.Within, "WholeStep")] // the device is the bottleneck
    [InlineData(DeviceTiming.Events, 240_000.0, 0.002, Verdict.Over, "DirectCost")] // the host is
    [InlineData(DeviceTiming.SyncAtLog, 150_000.0, 0.016, Verdict.Over, "WholeStep")]
    public void A_hook_beside_a_device_that_is_at_work_is_over_the_budget_only_if_whole_steps_are(
        DeviceTiming? timing,
        double? host,
        double wholeStep,
        Verdict verdict,
        string instrument
    )
    {
        CellRecord cell = Cell(1, 1, wholeStep) with { DirectCost = Samples.DirectCostOf(11_000, 10), Timing = timing };
        CheckedCell judged = Judged(
            host is null
                ? cell
                : cell with { Device = "cuda", RunAhead = Samples.MeasuredOnDevice().RunAhead! with { HostNanosecondsPerStep = host.Value } }
        );

        Assert.Equal((verdict, instrument), (judged.OnBudget!.Value.Verdict, judged.OnBudget.Value.Instrument.ToString()));
    }

    [Theory]
    [InlineData(DeviceTiming.SyncAtLog, Verdict.Within, "WholeStep")]
    [InlineData(DeviceTiming.Events, Verdict.Over, "DirectCost")]
    public void A_hook_that_waits_longer_than_the_baselines_is_worse_only_if_whole_steps_are(
        DeviceTiming timing,
        Verdict verdict,
        string instrument
    )
    {
        CellRecord before = Cell(1, 1, wholeStep: 0.001) with
        {
            Device = "cuda",
            Timing = timing,
            RunAhead = Samples.MeasuredOnDevice().RunAhead,
            DirectCost = Samples.DirectCostOf(5_000, 10),
        };

        CheckedCell judged = Judged(before with { DirectCost = Samples.DirectCostOf(11_000, 10) }, before);

        Assert.Equal((verdict, instrument), (judged.OnBaseline!.Value.Verdict, judged.OnBaseline.Value.Instrument.ToString()));
    }

    private static CheckedCell Judged(CellRecord cell, CellRecord? baseline = null) =>
        CheckJudge.Of(RunOf(cell), baseline is null ? null : RunOf(baseline), new CheckLimits()).Cells.Single();

    private static RecordedRun RunOf(CellRecord cell) =>
        new(
            Samples.Run with
            {
                Options = Samples.Options with
                {
                    Accumulate = [1],
                    LogEvery = [1],
                    Devices = [cell.Device],
                    Timings = cell.Timing is { } timing ? [timing] : null,
                },
            },
            [cell]
        );

    /// <summary>A cell whose hooks are within the budget.</summary>
    private static CellRecord Cell(double beyondControl, double beyondUndisturbed, double wholeStep)
    {
        double step = beyondControl * Batch;
        DirectCostRecord direct = Samples.DirectCost;
        double batch = beyondUndisturbed * step;
        return Samples.Measured(1, 1) with
        {
            StepNanoseconds = step,
            NoiseFloor = Samples.NoiseFloor with { BatchNanoseconds = Batch },
            Overhead = Samples.Overhead with { Estimate = wholeStep, Lower = wholeStep - 0.001, Upper = wholeStep + 0.001 },
            DirectCost = direct with
            {
                BatchNanoseconds = batch,
                Share = direct.NanosecondsPerBatch / batch,
                ShareLower = direct.Lower / batch,
                ShareUpper = direct.Upper / batch,
            },
        };
    }
}
