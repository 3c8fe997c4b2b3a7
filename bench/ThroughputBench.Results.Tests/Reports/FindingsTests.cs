using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class FindingsTests
{
    private static readonly CellRecord[] All =
    [
        Samples.Measured(1, 1),
        Samples.Measured(1, 2),
        Samples.Measured(1, 8),
        Samples.Rejected(4, 1),
        Samples.Rejected(4, 2),
        Samples.Measured(4, 8),
    ];

    [Fact]
    public void A_whole_run_has_nothing_bad_to_say() => Assert.DoesNotContain(Of(All), finding => finding.IsBad);

    [Fact]
    public void A_GPU_that_was_slowed_down_is_reported_with_the_cause()
    {
        CellRecord[] cells =
        [
            All[0] with
            {
                Throttling = new ThrottlingRecord { SlowedBy = "power cap", ThermallyLimitedMilliseconds = 12 },
            },
            All[1] with
            {
                Throttling = new ThrottlingRecord(),
            },
            .. All[2..],
        ];

        Assert.Contains(
            new Finding(
                "The GPU was THROTTLED in 1 of 2 cells (temperature, power cap): their times are not those of a GPU at full speed.",
                true
            ),
            Of(cells)
        );
    }

    [Fact]
    public void A_GPU_that_was_not_slowed_down_is_reported_too() =>
        Assert.Contains(
            new Finding("The GPU was not slowed down by power or temperature in any cell that its driver reports on."),
            Of([All[0] with { Throttling = new ThrottlingRecord { PowerLimitedMilliseconds = 0 } }, .. All[1..]])
        );

    [Fact]
    public void Measured_and_refused_cells_are_counted() => Assert.Equal("4 of 6 cells measured, 2 refused by the rule.", Of(All)[0].Text);

    [Fact]
    public void Failed_and_timed_out_cells_are_counted_and_are_bad()
    {
        CellRecord[] cells =
        [
            .. All[..4],
            CellRecord.Failed(Samples.Run, Cells.Of(1, 2), "It broke."),
            CellRecord.TimedOut(Samples.Run, Cells.Of(4, 8), "Too slow."),
        ];

        Assert.Equal(
            new Finding("3 of 7 cells measured, 1 refused by the rule, 1 failed, 1 timed out, 1 not reached.", true),
            Of(cells)[0]
        );
    }

    [Fact]
    public void Cells_that_an_interrupted_run_did_not_reach_are_counted() =>
        Assert.Equal(
            "1 of 6 cells measured, 0 refused by the rule, 5 not reached when the run was interrupted.",
            Of(All[..1], Samples.Run with { State = RunState.Interrupted })[0].Text
        );

    [Fact]
    public void A_run_without_a_measured_cell_is_bad_and_says_nothing_of_overhead()
    {
        IReadOnlyList<Finding> findings = Of([]);

        Assert.Equal([new Finding("0 of 6 cells measured, 0 refused by the rule, 6 not reached.", true)], findings);
    }

    [Fact]
    public void The_cell_whose_interval_reaches_highest_is_named_not_the_one_of_the_highest_estimate()
    {
        CellRecord wide = Samples.Measured(4, 8) with { Overhead = Samples.Overhead with { Estimate = 0.0001, Upper = 0.009 } };

        Assert.Contains(Of([.. All[..5], wide]), finding =>
            finding.Text
            == "By whole steps alone the monitor costs at most 0.90% of a step (upper end of the 95% interval in its most expensive cell, "
                + "mlp on cpu, A = 4, L = 8 batches: estimate +0.01%, 71.5 ns per micro-batch)."
        );
    }

    [Fact]
    public void The_noise_floor_is_how_far_from_zero_the_control_reaches() =>
        Assert.Contains(Of(All), finding =>
            finding
            == new Finding(
                "The control differs from itself by at most 0.050%: an effect smaller than this noise floor is indistinguishable from none."
            )
        );

    [Fact]
    public void A_noise_floor_wider_than_the_budget_supports_no_verdict()
    {
        CellRecord noisy = Samples.Measured(1, 1) with { NoiseFloor = Samples.NoiseFloor with { Upper = 0.0051 } };

        Assert.Contains(Of([noisy, .. All[1..]]), finding =>
            finding is { IsBad: false }
            && finding.Text.EndsWith("wider than a budget of 0.50%, so whole steps alone support no verdict on it.", StringComparison.Ordinal)
        );
        Assert.Contains(Of([noisy with { DirectCost = null }, .. All[1..]]), finding =>
            finding.IsBad
            && finding.Text.EndsWith("wider than a budget of 0.50%, so this run supports no verdict on it.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_most_that_hooks_take_is_said_with_its_cell_and_what_the_probes_take() =>
        Assert.Contains(Of([.. All[..5], Samples.Measured(4, 8) with { DirectCost = Samples.DirectCostOf(120, 60) }]), finding =>
            finding.Text
            == "The monitor's hooks take at most 0.300% of a step (upper end of the 95% interval in its most expensive cell, mlp on cpu, "
                + "A = 4, L = 8 batches: "
                + "estimate +0.200%, 120.0 ns per micro-batch). The probes' own 62.5 ns, timed around a hook that does nothing, "
                + "are subtracted."
        );

    [Fact]
    public void A_cost_that_whole_steps_show_beyond_the_hooks_is_an_indirect_effect()
    {
        CellRecord[] cells =
        [
            .. All.Select(cell =>
                cell.Overhead is null
                    ? cell
                    : cell with
                    {
                        StepNanoseconds = 60_000.0 * cell.Accumulate,
                        Overhead = Samples.Overhead with { Estimate = 0.01, Lower = 0.0095, Upper = 0.0105, NanosecondsPerBatch = 2410 },
                    }
            ),
        ];

        Assert.Contains(Of(cells), finding => finding.Text.Contains("show an indirect effect of 2.34 µs", StringComparison.Ordinal));
        CellRecord[] sound = [.. cells.Select(cell => cell.Overhead is null ? cell : cell with { Overhead = Samples.Overhead })];
        Assert.Contains(Of(sound), finding => finding.Text.Contains("no indirect effect", StringComparison.Ordinal));
    }

    [Fact]
    public void The_longest_hook_is_named_and_what_trimmed_means_leave_out() =>
        Assert.Contains(Of(All), finding =>
            finding.Text.StartsWith("The longest of 160,000 hooks took 1.20 ms (mlp on cpu, A = 1, L = 1 batch)", StringComparison.Ordinal)
            && finding.Text.Contains("adds at most 6.0 ns per micro-batch", StringComparison.Ordinal)
        );

    [Fact]
    public void No_hook_is_called_long_only_if_none_is_ten_times_as_long_as_a_log_in_its_own_cell()
    {
        CellRecord slow = All[0] with { DirectCost = Samples.DirectCost with { LongestNanoseconds = 30_000, AtLogNanoseconds = 3500 } },
            quick = All[1] with { DirectCost = Samples.DirectCost with { LongestNanoseconds = 25_000, AtLogNanoseconds = 500 } };

        Assert.Contains(Of([slow]), finding => finding.Text.StartsWith("No hook took more than 10 times", StringComparison.Ordinal));
        Assert.Contains(Of([slow, quick]), finding => finding.Text.StartsWith("The longest of 80,000 hooks", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cell_with_a_direct_cost_alone_is_a_measured_one()
    {
        CellRecord cell = All[0] with { Overhead = null, Reason = "No time for whole steps." };

        Assert.Equal(
            new Finding("1 of 6 cells measured, 0 refused by the rule, 1 by the direct cost alone, without time for whole steps, 5 not reached."),
            Of([cell])[0]
        );
        Assert.Equal(2, Headline.Answers([cell]).Count);
        Assert.Contains("0.119%", HeatMaps.Overhead(CellTable.Of([cell])[0]).Rows[0][1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hook_that_waits_for_a_device_is_no_cost_over_the_budget()
    {
        CellRecord waits = Samples.MeasuredOnDevice() with
        {
            Timing = DeviceTiming.SyncAtLog,
            DirectCost = Samples.DirectCostOf(11_000, 10),
        };

        Assert.DoesNotContain(Of([waits]), finding => finding.Text.Contains("MORE than a budget", StringComparison.Ordinal));
        Assert.Contains(Of([waits with { RunAhead = null, Device = "cpu", Timing = null }]), finding =>
            finding.Text.Contains("MORE than a budget", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Agreement_is_reported_with_its_worst_figures() =>
        Assert.Contains(Of(All), finding =>
            finding
            == new Finding(
                "Reported and independent samples/s agree in all 4 cells: median error at most 0.003%, 95th percentile at most 0.040%, "
                    + "over a whole run at most 0.001%. "
                    + "One log of 2,048 is off by 1.30% (mlp on cpu, A = 1, L = 1 batch): the clocks are read one after the other, and the "
                    + "system can take the processor away between the two readings. Over that whole run they agree to within 0.001%."
            )
        );

    [Fact]
    public void Disagreement_is_bad_and_names_a_cell()
    {
        CellRecord lying = Samples.Measured(1, 2) with { Agreement = Samples.Agreement with { Agrees = false, RunError = -0.01 } };

        Finding finding = Assert.Single(Of([All[0], lying, .. All[2..]]), finding =>
            finding.Text.Contains("DISAGREE in 1 of 4 cells, the first of them mlp on cpu, A = 1, L = 2 batches", StringComparison.Ordinal)
        );
        Assert.True(finding.IsBad);
        Assert.Contains("over a whole run at most 1.00%", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_device_it_says_what_the_bottleneck_is_in_the_cell_where_the_host_is_furthest_ahead_and_the_rate_by_the_hosts_clock()
    {
        CellRecord near = Samples.MeasuredOnDevice(1, 2) with
        {
            RunAhead = new() { HostNanosecondsPerStep = 239_000, DeviceNanosecondsPerStep = 240_000 },
        };

        CellRecord waiting = Samples.MeasuredOnDevice(1, 8) with
        {
            RunAhead = new() { HostNanosecondsPerStep = 260_000, DeviceNanosecondsPerStep = 260_000 },
        };

        IReadOnlyList<Finding> findings = Of([near, waiting, .. All[2..]]);

        Assert.Contains(
            new Finding(
                "In mlp on cuda the host is the bottleneck: it asks for a step in 239.00 µs, and the device, which waits for it, "
                    + "has done it after 240.00 µs (mlp on cuda, A = 1, L = 2 batches)."
            ),
            findings
        );
        Assert.Contains(
            new Finding(
                "Against the host's clock around whole runs, which depends on no hook and no event, "
                    + "reported samples/s are off by at most 0.019% in 2 cells."
            ),
            findings
        );
        Assert.DoesNotContain(Of(All), finding => finding.Text.Contains("host", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        150_000,
        240_500,
        null,
        "the device is the bottleneck, by 90.50 µs of a step: the host asks for a step in 150.00 µs, and the device has done it after "
            + "240.50 µs"
    )]
    [InlineData(
        240_000,
        240_500,
        60_000.0,
        "the host is the bottleneck, by 180.00 µs of a step: it asks for a step in 240.00 µs, and the device needs 60.00 µs for it"
    )]
    public void By_how_much_the_bottleneck_is_one_is_said_if_it_is_known(double host, double device, double? busy, string words) =>
        Assert.Equal(
            words,
            BottleneckWords.Of(
                new RunAheadRecord
                {
                    HostNanosecondsPerStep = host,
                    DeviceNanosecondsPerStep = device,
                    BusyNanosecondsPerStep = busy,
                }
            )
        );

    [Fact]
    public void A_size_that_was_chosen_by_measuring_is_said_with_what_was_measured()
    {
        var size = new WorkloadSize("mlp", 4096, new WorkloadShape(8192, 1, WorkloadDtype.Float32))
        {
            Chosen = new SizeChoice("cuda", 600_000, 1_400_000, IsBusy: true),
        };
        IReadOnlyList<Finding> Given(WorkloadSize size) =>
            Of(All, Samples.Run with { Options = Samples.Options with { Workloads = [.. Samples.Options.Workloads, size] } });

        Assert.Contains(
            new Finding(
                "mlp keeps cuda busy at batch size 4096, width 8192, which was chosen by measuring: the host asked for a step in "
                    + "600.00 µs, and it was done after 1.40 ms."
            ),
            Given(size)
        );
        Assert.Contains(Given(size with { Chosen = size.Chosen with { IsBusy = false } }), finding =>
            finding.Text.StartsWith("mlp does not keep cuda busy even at batch size 4096", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_cell_whose_steps_were_too_long_for_agreement_is_measured_and_leaves_that_question_open()
    {
        CellRecord without = Samples.Measured(1, 2) with
        {
            Agreement = null,
            Reason = "Agreement was not measured: no log came in its time.",
        };
        var findings = new Findings(new RecordedRun(Samples.Run, [All[0], without, .. All[2..]]));

        Assert.Null(RecordRules.ObjectionTo(without));
        Assert.Equal("agreement is missing; a measured cell has it", RecordRules.ObjectionTo(without with { Reason = null }));
        Assert.Contains(
            "Agreement was NOT MEASURED in 1 cell, the first of them mlp on cpu, A = 1, L = 2 batches: Agreement was not measured: no log "
                + "came in its time.",
            findings.All().Select(finding => finding.Text)
        );
        Assert.DoesNotContain(without, findings.Failed);
        Assert.Equal(CheckOutcome.Inconclusive, findings.Outcome);
    }

    [Fact]
    public void Losses_that_differ_are_bad_and_name_a_cell()
    {
        CellRecord other = Samples.Measured(1, 2) with { SameLosses = false };

        Assert.Contains(Of([All[0], other, .. All[2..]]), finding =>
            finding.IsBad
            && finding.Text.Contains(
                "DIFFER from those without in 1 cell, the first of them mlp on cpu, A = 1, L = 2 batches",
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public void The_reversed_rule_is_held_up_with_what_it_lets_in_and_turns_away() =>
        Assert.Equal(
            "The reversed rule (A % L == 0) would have let in 2 cells whose logs cut accumulation cycles, and refused 3 valid ones.",
            Of(All)[^1].Text
        );

    [Fact]
    public void Of_a_grid_on_which_both_rules_agree_it_is_not_spoken() =>
        Assert.DoesNotContain(Of([Samples.Measured(1, 1)]), finding => finding.Text.Contains("reversed", StringComparison.Ordinal));

    [Fact]
    public void A_fault_that_was_put_in_on_purpose_is_not_to_be_overlooked() =>
        Assert.Contains(Of(All, Samples.Run with { Options = Samples.Options with { Fault = "slow=1%" } }), finding =>
            finding.IsBad && finding.Text.Contains("(slow=1%)", StringComparison.Ordinal)
        );

    private static IReadOnlyList<Finding> Of(IReadOnlyList<CellRecord> cells, RunRecord? run = null) =>
        new Findings(new RecordedRun(run ?? Samples.Run, cells)).All();
}
