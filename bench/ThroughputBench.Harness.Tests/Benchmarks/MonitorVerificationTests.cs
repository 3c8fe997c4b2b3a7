using ThroughputBench.Benchmarks;
using ThroughputBench.Benchmarks.Verification;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Workloads;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>
/// Short real trainings in which the harness knows every figure: a sound monitor has all of them right, and one with a fault is found out.
/// </summary>
[Collection(TrainingTests.Name)]
public sealed class MonitorVerificationTests
{
    public static TheoryData<string, int> SoundCells => [.. WorkloadCatalog.Names.Select(name => (name, 3)), ("mlp", 1)];

    [Theory]
    [MemberData(nameof(SoundCells))]
    public void Every_figure_of_a_sound_monitor_is_right_in_every_situation(string workload, int accumulate)
    {
        using var bench = new TrainingBench(new MeasurementPlan(), workload, "cpu");

        VerificationRecord verified = MonitorVerification.Measure(
            bench,
            Cells.Of(accumulate, 2 * accumulate) with
            {
                Workload = workload,
            },
            withDefaultWindow: accumulate == 1
        );

        Assert.Empty(verified.Disagreements);
        Assert.True(verified.Agrees);
        Assert.InRange(verified.Figures, 1000, 100_000);
        Assert.InRange(verified.WorstError, 0, FigureComparison.Limit);
        Assert.Superset(
            new HashSet<string>
            {
                "a validation",
                "a loop written by hand",
                "a short cycle",
                "an epoch's end",
                "a warm-up",
                "a resumed training",
                "a training that continues from a checkpoint",
                "the figures of prediction",
                "the figures of test",
                "the figures of validation",
                "the rule for log intervals",
                "a window of 3 steps that has moved",
            },
            verified.Situations.ToHashSet()
        );
        Assert.Equal(accumulate == 1, verified.Situations.Contains("a window of 100 steps that has moved"));
    }

    [Theory]
    [InlineData(1, 1, LogUnit.Steps)]
    [InlineData(4, 3, LogUnit.Steps)]
    [InlineData(4, 16, LogUnit.Batches)]
    [InlineData(1, 16, LogUnit.Batches)]
    [InlineData(32, 64, LogUnit.Batches)]
    [InlineData(7, 7, LogUnit.Batches)]
    [InlineData(7, 14, LogUnit.Batches)]
    [InlineData(2, 1, LogUnit.Steps)]
    [InlineData(1, 3, LogUnit.Batches)]
    [InlineData(2, 2, LogUnit.Batches)]
    [InlineData(2, 8, LogUnit.Batches)]
    public void It_is_so_at_every_log_interval(int accumulate, int logEvery, LogUnit unit) =>
        Assert.Empty(Verify(new MeasurementPlan(), accumulate, logEvery, unit).Disagreements);

    [Theory]
    [InlineData(DeviceTiming.Events)]
    [InlineData(DeviceTiming.SyncAtLog)]
    [InlineData(DeviceTiming.SyncEveryBatch)]
    public void It_is_so_in_each_way_of_timing_a_device(DeviceTiming timing)
    {
        using var bench = new TrainingBench(new MeasurementPlan(), "mlp", "cpu");

        Assert.Empty(
            MonitorVerification
                .Measure(bench, Cells.Of(4, 8) with { Device = "cuda", Timing = timing }, withDefaultWindow: true)
                .Disagreements
        );
    }

    [Theory]
    [InlineData(1, 1, LogUnit.Steps)]
    [InlineData(1, 5, LogUnit.Steps)]
    [InlineData(4, 3, LogUnit.Steps)]
    [InlineData(3, 10, LogUnit.Steps)]
    [InlineData(4, 16, LogUnit.Batches)]
    [InlineData(2, 32, LogUnit.Batches)]
    [InlineData(32, 64, LogUnit.Batches)]
    [InlineData(2, 9, LogUnit.Steps)]
    [InlineData(8, 7, LogUnit.Steps)]
    [InlineData(1, 48, LogUnit.Batches)]
    [InlineData(6, 48, LogUnit.Batches)]
    public void It_is_so_by_events_at_every_log_interval(int accumulate, int logEvery, LogUnit unit)
    {
        using var bench = new TrainingBench(new MeasurementPlan(), "mlp", "cpu");
        Cell cell = Cells.Of(accumulate, logEvery) with { LogUnit = unit, Device = "cuda", Timing = DeviceTiming.Events };

        Assert.Empty(MonitorVerification.Measure(bench, cell, withDefaultWindow: false).Disagreements);
    }

    [Theory]
    [InlineData("window=+1", "window")]
    [InlineData("window=-1", "window")]
    [InlineData("window=+100", "window")]
    [InlineData("late-log", "train/position")]
    [InlineData("short-cycle", "a short cycle")]
    [InlineData("validation-time", "a validation")]
    [InlineData("epoch-end", "an epoch's end")]
    [InlineData("lost-checkpoint", "a training that continues from a checkpoint")]
    [InlineData("rounded-time", "train/")]
    [InlineData("wall-clock", "train")]
    [InlineData("overreport=0.01%", "time")]
    public void A_monitor_with_a_fault_is_found_out_in_each_cell(string fault, string where)
    {
        foreach (int accumulate in new[] { 1, 4 })
        {
            VerificationRecord verified = Verify(new MeasurementPlan { Fault = fault }, accumulate, 4, LogUnit.Batches);

            Assert.False(verified.Agrees);
            Assert.Contains(verified.Disagreements, wrong => $"{wrong.Figure} {wrong.Situation}".Contains(where, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("window=+1", "window")]
    [InlineData("window=+100", "window")]
    [InlineData("late-log", "train/position")]
    [InlineData("short-cycle", "a short cycle")]
    [InlineData("validation-time", "a validation")]
    [InlineData("overreport=0.01%", "time")]
    public void A_monitor_with_a_fault_is_found_out_by_events_too(string fault, string where)
    {
        using var bench = new TrainingBench(new MeasurementPlan { Fault = fault }, "mlp", "cpu");

        VerificationRecord verified = MonitorVerification.Measure(
            bench,
            Cells.Of(4, 16) with
            {
                Device = "cuda",
                Timing = DeviceTiming.Events,
            },
            withDefaultWindow: false
        );

        Assert.Contains(verified.Disagreements, wrong => $"{wrong.Figure} {wrong.Situation}".Contains(where, StringComparison.Ordinal));
    }

    [Fact]
    public void A_disagreement_names_the_log_at_which_it_is_first_seen()
    {
        DisagreementRecord first = Verify(new MeasurementPlan { Fault = "short-cycle" }, 4, 4, LogUnit.Batches).Disagreements[0];

        Assert.Equal("train/samples", first.Figure);
        Assert.True(first.Reported < first.Right);
        Assert.InRange(first.Log, 4, 12);
    }

    private static VerificationRecord Verify(MeasurementPlan plan, int accumulate, int logEvery, LogUnit unit)
    {
        using var bench = new TrainingBench(plan, "mlp", "cpu");
        return MonitorVerification.Measure(bench, Cells.Of(accumulate, logEvery) with { LogUnit = unit }, withDefaultWindow: false);
    }
}
