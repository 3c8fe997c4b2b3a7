using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;
using static ThroughputBench.Tests.Checks.SampleRuns;

namespace ThroughputBench.Tests.Checks;

public sealed class CheckJudgeTests
{
    private static readonly Cell OneCell = Cells.Of(1, 2);

    [Theory]
    // overhead ± half of the interval, noise floor: all in % of a step. The budget is 0.5 %.
    [InlineData(0.20, 0.10, 0.05, "Within", "None")]
    [InlineData(0.40, 0.09, 0.05, "Within", "None")]
    [InlineData(0.40, 0.11, 0.05, "Inconclusive", "IntervalTooWide")]
    [InlineData(1.20, 0.05, 0.05, "Over", "None")]
    [InlineData(1.20, 0.05, 0.45, "Over", "None")]
    [InlineData(0.90, 0.05, 0.45, "Inconclusive", "IntervalTooWide")] // over by less than the control differs from itself
    [InlineData(0.62, 0.05, 0.05, "Inconclusive", "IntervalTooWide")] // over when judged alone, but not among four cells
    [InlineData(1.20, 0.80, 0.05, "Inconclusive", "IntervalTooWide")]
    [InlineData(0.20, 0.05, 0.51, "Inconclusive", "NoiseFloorTooWide")]
    [InlineData(0.90, 0.05, 0.51, "Inconclusive", "NoiseFloorTooWide")]
    [InlineData(3.00, 0.05, 0.51, "Over", "None")] // no noise floor above the budget hides an excess that is far above both
    public void A_cell_is_judged_by_its_interval_and_the_noise_floor(
        double overhead,
        double halfWidth,
        double floor,
        string verdict,
        string doubt
    )
    {
        RecordedRun run = Of(record =>
            record with
            {
                NoiseFloor = Floor(floor),
                Overhead = record.Cell == OneCell ? Overhead(overhead, halfWidth) : record.Overhead,
            }
        );

        CellJudgement? judgement = Judged(run).OnBudget;

        Assert.Equal((verdict, doubt), (judgement?.Verdict.ToString(), judgement?.Doubt.ToString()));
    }

    [Theory]
    // now and in the baseline, noise floors of both. The tolerance is 0.25 %, every interval ±0.04 %.
    [InlineData(0.20, 0.20, 0.05, 0.05, "Within", "None")]
    [InlineData(0.10, 0.40, 0.05, 0.05, "Within", "None")]
    [InlineData(0.38, 0.20, 0.05, 0.05, "Within", "None")]
    [InlineData(0.44, 0.20, 0.05, 0.05, "Inconclusive", "IntervalTooWide")]
    [InlineData(1.20, 0.20, 0.05, 0.05, "Over", "None")]
    [InlineData(0.75, 0.20, 0.30, 0.30, "Inconclusive", "IntervalTooWide")] // two launches may differ so
    [InlineData(1.20, 0.20, 0.30, 0.30, "Over", "None")]
    [InlineData(0.60, 0.20, 0.05, 0.60, "Inconclusive", "BaselineNoiseFloor")]
    [InlineData(0.60, 0.20, 0.60, 0.05, "Inconclusive", "NoiseFloorTooWide")]
    [InlineData(0.20, 0.20, 0.05, 0.60, "Inconclusive", "BaselineNoiseFloor")]
    [InlineData(1.20, 0.20, 0.05, 0.60, "Over", "None")] // by more than both noise floors
    [InlineData(1.20, 0.20, 0.60, 0.05, "Over", "None")]
    public void A_difference_to_the_baseline_is_judged_by_the_noise_of_both(
        double now,
        double before,
        double floor,
        double floorBefore,
        string verdict,
        string doubt
    )
    {
        RecordedRun run = Of(record =>
            record with
            {
                NoiseFloor = Floor(floor),
                Overhead = record.Cell == OneCell ? Overhead(now, 0.04) : record.Overhead,
            }
        );
        RecordedRun baseline = Of(record =>
            record with
            {
                NoiseFloor = Floor(floorBefore),
                Overhead = record.Cell == OneCell ? Overhead(before, 0.04) : record.Overhead,
            }
        );

        CellJudgement? judgement = Judged(run, baseline).OnBaseline;

        Assert.Equal((verdict, doubt), (judgement?.Verdict.ToString(), judgement?.Doubt.ToString()));
    }

    [Fact]
    public void What_is_measured_again_must_be_surer()
    {
        RecordedRun Measured(int? attempt) =>
            Of(record => record with { Attempt = attempt, Overhead = record.Cell == OneCell ? Overhead(0.64, 0.05) : record.Overhead });

        Assert.Equal(Verdict.Over, Judged(Measured(null)).OnBudget?.Verdict);
        Assert.Equal(Verdict.Inconclusive, Judged(Measured(3)).OnBudget?.Verdict);
        Assert.Equal(
            (Verdict.Inconclusive, null),
            (Judged(Measured(1000)).OnBudget?.Verdict, Judged(Measured(1000)).SmallestDetectable)
        );
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.9, false)]
    [InlineData(1, true)]
    [InlineData(216, true)]
    public void More_bytes_than_in_the_baseline_are_worse_whatever_the_times_say(double bytes, bool worse)
    {
        CheckResult result = CheckJudge.Of(Of(record => record with { AllocatedBytesPerBatch = bytes }), Of(), new CheckLimits());

        Assert.Equal(worse ? CheckOutcome.Bad : CheckOutcome.Good, result.Outcome);
    }

    [Fact]
    public void A_cell_without_an_interval_leaves_the_check_inconclusive()
    {
        RecordedRun run = Of(record => record.Cell == OneCell ? CellRecord.TimedOut(Samples.Run, OneCell, "No interval.") : record);

        Assert.Equal(CheckDoubt.NoInterval, Judged(run).OnBudget?.Doubt);
        Assert.Equal(CheckOutcome.Inconclusive, CheckJudge.Of(run, null, new CheckLimits()).Outcome);
    }

    [Fact]
    public void A_failed_cell_fails_the_check_but_a_cell_over_budget_comes_first()
    {
        RecordedRun failed = Of(record => record.Cell == OneCell ? CellRecord.Failed(Samples.Run, OneCell, "It broke.") : record);
        RecordedRun both = failed with { Cells = [.. failed.Cells.Select(With(Cells.Of(1, 8), Overhead(2, 0.05)))] };

        Assert.Equal(CheckOutcome.Failed, CheckJudge.Of(failed, Of(), new CheckLimits()).Outcome);
        Assert.Equal(CheckOutcome.Bad, CheckJudge.Of(both, Of(), new CheckLimits()).Outcome);
    }

    [Fact]
    public void A_monitor_that_lies_or_changes_the_training_is_bad()
    {
        Assert.Equal(
            CheckOutcome.Bad,
            CheckJudge
                .Of(Of(record => record with { Agreement = Samples.Agreement with { Agrees = false } }), null, new CheckLimits())
                .Outcome
        );
        Assert.Equal(CheckOutcome.Bad, CheckJudge.Of(Of(record => record with { SameLosses = false }), null, new CheckLimits()).Outcome);
    }

    [Fact]
    public void A_run_that_ended_early_is_inconclusive()
    {
        RecordedRun whole = Of(),
            early = whole with { Cells = [.. whole.Cells.Where(record => record.Cell != OneCell)] };

        CheckResult result = CheckJudge.Of(early, null, new CheckLimits());

        Assert.Equal([OneCell], result.NotReached);
        Assert.Equal(CheckOutcome.Inconclusive, result.Outcome);
    }

    [Fact]
    public void Cells_added_and_dropped_are_listed_and_the_others_are_compared()
    {
        RecordedRun whole = Of();
        RecordedRun baseline = whole with { Cells = [.. whole.Cells.Where(record => record.Cell != OneCell)] };
        RecordedRun narrow = Of(run: whole.Run with { Options = Samples.Options with { LogEvery = [1, 2] } });
        RecordedRun run = narrow with { Cells = [.. narrow.Cells.Where(record => record.LogEvery != 8)] };

        CheckResult result = CheckJudge.Of(run, baseline, new CheckLimits());

        Assert.Equal([OneCell], result.Added);
        Assert.Equal([Cells.Of(1, 8), Cells.Of(4, 8)], result.Dropped);
        Assert.Equal([Cells.Of(1, 1)], result.Cells.Where(cell => cell.OnBaseline is not null).Select(cell => cell.Cell));
        Assert.Equal(CheckOutcome.Good, result.Outcome);
    }

    [Fact]
    public void Another_machine_is_not_comparable_and_the_field_that_differs_is_named()
    {
        RecordedRun whole = Of();
        RunRecord elsewhere = whole.Run with { Machine = Samples.Machine with { CpuModel = "Intel Xeon" } };

        CheckResult result = CheckJudge.Of(whole, whole with { Run = elsewhere }, new CheckLimits());

        Assert.Equal("CPU model: AMD EPYC here, Intel Xeon in the baseline", Assert.Single(result.Differences).ToString());
        Assert.Equal(CheckOutcome.NothingComparable, result.Outcome);
        Assert.Empty(result.Added);
    }

    [Fact]
    public void Other_options_are_not_comparable_except_for_a_fault_that_was_put_into_the_run()
    {
        RecordedRun whole = Of();
        RecordedRun With(Func<RunOptions, RunOptions> change) =>
            whole with
            {
                Run = whole.Run with { Options = change(whole.Run.Options) },
            };

        Assert.Equal("--threads: 1 here, 2 in the baseline", Differing(whole, With(options => options with { Threads = 2 })));
        Assert.Equal("--seed: 1 here, 7 in the baseline", Differing(whole, With(options => options with { Seed = 7 })));
        Assert.Equal("--fault: none here, slow=1% in the baseline", Differing(whole, With(options => options with { Fault = "slow=1%" })));
        Assert.Null(Differing(With(options => options with { Fault = "slow=1%" }), whole));
        Assert.Null(Differing(With(options => options with { SecondsPerCell = 60 }), whole));
    }

    [Theory]
    [InlineData(64, 64, 1, "--batch-size: 32 here, 64 in the baseline")]
    [InlineData(32, 32, 1, "--width: 64 here, 32 in the baseline")]
    [InlineData(32, 64, 4, "--depth: 1 here, 4 in the baseline")]
    public void Another_size_of_a_workload_is_not_comparable_and_the_option_is_named(int batchSize, int width, int depth, string difference)
    {
        RecordedRun whole = Of();
        WorkloadSize size = new("mlp", batchSize, new WorkloadShape(width, depth, WorkloadDtype.Float32));

        CheckResult result = CheckJudge.Of(
            whole,
            whole with
            {
                Run = whole.Run with { Options = whole.Run.Options with { Workloads = [size] } },
            },
            new CheckLimits()
        );

        Assert.Equal(difference, Assert.Single(result.Differences).ToString());
        Assert.Equal(CheckOutcome.NothingComparable, result.Outcome);
    }

    [Fact]
    public void Another_number_format_is_not_comparable_and_a_record_without_a_shape_is_of_the_workloads_own()
    {
        RecordedRun whole = Of();
        RecordedRun Shaped(WorkloadShape shape) =>
            whole with
            {
                Run = whole.Run with { Options = whole.Run.Options with { Workloads = [new("mlp", 32, shape)] } },
            };

        Assert.Equal("--dtype: float32 here, bfloat16 in the baseline", Differing(whole, Shaped(new(64, 1, WorkloadDtype.Bfloat16))));
        Assert.Null(Differing(whole, Shaped(new(64, 1, WorkloadDtype.Float32))));
    }

    [Fact]
    public void What_would_have_been_found_is_so_in_95_of_100_cases()
    {
        CheckedCell cell = Judged(Of());
        double found = 0.005 + cell.SmallestDetectable!.Value;
        var random = new Random(1);
        double error = 0.0004 / 1.9719; // half-width over Student's t with 200 degrees of freedom

        int over = Enumerable
            .Range(0, 2000)
            .Count(_ =>
            {
                double estimate =
                    found + error * (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
                return Judged(Of(With(OneCell, Overhead(estimate * 100, 0.04)))).OnBudget?.Verdict == Verdict.Over;
            });

        Assert.InRange(over / 2000.0, 0.93, 0.975);
    }

    private static CheckedCell Judged(RecordedRun run, RecordedRun? baseline = null) =>
        CheckJudge.Of(run, baseline, new CheckLimits()).Cells.Single(cell => cell.Cell == OneCell);

    private static string? Differing(RecordedRun now, RecordedRun baseline) =>
        CheckJudge.Of(now, baseline, new CheckLimits()).Differences.SingleOrDefault()?.ToString();
}
