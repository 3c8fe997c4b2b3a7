using System.Runtime.CompilerServices;
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
    public void A_whole_run_counts_its_cells_and_says_what_the_monitor_costs_that_it_is_right_and_what_the_reversed_rule_would_do()
    {
        Wording.Matches(Text(Of(All)));
        Assert.DoesNotContain(Of(All), finding => finding.IsBad);
    }

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

        Differs(cells);
    }

    [Fact]
    public void A_GPU_that_was_not_slowed_down_is_reported_too() =>
        Differs([All[0] with { Throttling = new ThrottlingRecord { PowerLimitedMilliseconds = 0 } }, .. All[1..]]);

    [Fact]
    public void Failed_and_timed_out_cells_are_counted_and_are_bad()
    {
        CellRecord[] cells =
        [
            .. All[..4],
            CellRecord.Failed(Samples.Run, Cells.Of(1, 2), "It broke."),
            CellRecord.TimedOut(Samples.Run, Cells.Of(4, 8), "Too slow."),
        ];

        Wording.Matches(Text(Of(cells)[..1]));
    }

    [Fact]
    public void Cells_that_an_interrupted_run_did_not_reach_are_counted() =>
        Wording.Matches(Text(Of(All[..1], Samples.Run with { State = RunState.Interrupted })[..1]));

    [Fact]
    public void A_run_without_a_measured_cell_is_bad_and_says_nothing_of_overhead() => Wording.Matches(Text(Of([])));

    [Fact]
    public void The_cell_whose_interval_reaches_highest_is_named_not_the_one_of_the_highest_estimate()
    {
        CellRecord wide = Samples.Measured(4, 8) with { Overhead = Samples.Overhead with { Estimate = 0.0001, Upper = 0.009 } };

        Differs([.. All[..5], wide]);
    }

    [Fact]
    public void A_noise_floor_wider_than_the_budget_supports_no_verdict()
    {
        CellRecord noisy = Samples.Measured(1, 1) with { NoiseFloor = Samples.NoiseFloor with { Upper = 0.0051 } };

        Differs([noisy, .. All[1..]], of: "with a direct cost");
        Differs([noisy with { DirectCost = null }, .. All[1..]], of: "without one, it is bad");
    }

    [Fact]
    public void The_most_that_hooks_take_is_said_with_its_cell_and_what_the_probes_take() =>
        Differs([.. All[..5], Samples.Measured(4, 8) with { DirectCost = Samples.DirectCostOf(120, 60) }]);

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

        Wording.Matches(Text(DirectCostWords.Indirects(cells)), "beyond the hooks");
        CellRecord[] sound = [.. cells.Select(cell => cell.Overhead is null ? cell : cell with { Overhead = Samples.Overhead })];
        Wording.Matches(Text(DirectCostWords.Indirects(sound)), "no more than the hooks");
        Assert.All(DirectCostWords.Indirects(cells), finding => Assert.Contains(finding, Of(cells)));
    }

    [Fact]
    public void No_hook_is_called_long_only_if_none_is_ten_times_as_long_as_a_log_in_its_own_cell()
    {
        CellRecord slow = All[0] with { DirectCost = Samples.DirectCost with { LongestNanoseconds = 30_000, AtLogNanoseconds = 3500 } },
            quick = All[1] with { DirectCost = Samples.DirectCost with { LongestNanoseconds = 25_000, AtLogNanoseconds = 500 } };

        Wording.Matches(Text([DirectCostWords.RareCosts([slow])!.Value]), "none");
        Wording.Matches(Text([DirectCostWords.RareCosts([slow, quick])!.Value]), "one");
    }

    [Fact]
    public void A_cell_with_a_direct_cost_alone_is_a_measured_one()
    {
        CellRecord cell = All[0] with { Overhead = null, Reason = "No time for whole steps." };

        Wording.Matches(Text(Of([cell])[..1]));
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

        Assert.DoesNotContain(Of([waits]), finding => finding.IsBad);
        Wording.Matches(
            Text(Of([waits with { RunAhead = null, Device = "cpu", Timing = null }]).Where(finding => finding.IsBad)),
            "on the CPU it is"
        );
    }

    [Fact]
    public void Disagreement_is_bad_and_names_a_cell()
    {
        CellRecord lying = Samples.Measured(1, 2) with { Agreement = Samples.Agreement with { Agrees = false, RunError = -0.01 } };

        Differs([All[0], lying, .. All[2..]]);
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

        Differs([near, waiting, .. All[2..]]);
    }

    [Theory]
    [InlineData("the device is", 150_000, 240_500, null)]
    [InlineData("the host is", 240_000, 240_500, 60_000.0)]
    public void By_how_much_the_bottleneck_is_one_is_said_if_it_is_known(string what, double host, double device, double? busy) =>
        Wording.Matches(
            BottleneckWords.Of(
                new RunAheadRecord
                {
                    HostNanosecondsPerStep = host,
                    DeviceNanosecondsPerStep = device,
                    BusyNanosecondsPerStep = busy,
                }
            ),
            what
        );

    [Fact]
    public void A_size_that_was_chosen_by_measuring_is_said_with_what_was_measured()
    {
        var size = new WorkloadSize("mlp", 4096, new WorkloadShape(8192, 1, WorkloadDtype.Float32))
        {
            Chosen = new SizeChoice("cuda", 600_000, 1_400_000, IsBusy: true),
        };
        RunRecord With(WorkloadSize size) =>
            Samples.Run with { Options = Samples.Options with { Workloads = [.. Samples.Options.Workloads, size] } };

        Differs(All, With(size), "busy");
        Differs(All, With(size with { Chosen = size.Chosen with { IsBusy = false } }), "not busy");
    }

    [Fact]
    public void A_cell_whose_steps_were_too_long_for_agreement_is_measured_and_leaves_that_question_open()
    {
        CellRecord without = Samples.Measured(1, 2) with
        {
            Agreement = null,
            Reason = "Agreement was not measured: no log came in its time.",
        };
        CellRecord[] cells = [All[0], without, .. All[2..]];
        var findings = new Findings(new RecordedRun(Samples.Run, cells));

        Assert.Null(RecordRules.ObjectionTo(without));
        Wording.Matches(RecordRules.ObjectionTo(without with { Reason = null }), "a record without the reason");
        Differs(cells);
        Assert.DoesNotContain(without, findings.Failed);
        Assert.Equal(CheckOutcome.Inconclusive, findings.Outcome);
    }

    [Fact]
    public void Losses_that_differ_are_bad_and_name_a_cell()
    {
        CellRecord other = Samples.Measured(1, 2) with { SameLosses = false };

        Differs([All[0], other, .. All[2..]]);
    }

    [Fact]
    public void Of_the_reversed_rule_nothing_is_said_on_a_grid_on_which_both_rules_agree() =>
        Wording.Matches(Text(Of([Samples.Measured(1, 1)])));

    [Fact]
    public void A_fault_that_was_put_in_on_purpose_is_not_to_be_overlooked() =>
        Differs(All, Samples.Run with { Options = Samples.Options with { Fault = "slow=1%" } });

    /// <summary>Compares what a run says that <see cref="All"/> do not say, and what it leaves out of what they say.</summary>
    private static void Differs(
        IReadOnlyList<CellRecord> cells,
        RunRecord? run = null,
        string? of = null,
        [CallerMemberName] string test = ""
    ) => Wording.Matches(LineChanges.Between(Text(Of(All)), Text(Of(cells, run))), of, test);

    private static string Text(IEnumerable<Finding> findings) =>
        string.Join('\n', findings.Select(finding => finding.IsBad ? $"BAD: {finding.Text}" : finding.Text));

    private static Finding[] Of(IReadOnlyList<CellRecord> cells, RunRecord? run = null) =>
        [.. new Findings(new RecordedRun(run ?? Samples.Run, cells)).All()];
}
