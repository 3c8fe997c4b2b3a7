using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.Results;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

/// <summary>What must hold with every toolchain. One collection: two measurements at once would disturb each other.</summary>
[Collection(nameof(BenchmarkDotNet))]
public abstract class BenchmarkDotNetTests(BenchmarkDotNetRun run)
{
    [Fact]
    public void Pairs_reach_the_report_of_each_launch()
    {
        var result = PairedResult.From(run.ReportOf<BusyLoops>());

        Assert.True(run.ReportOf<BusyLoops>().Success, run.Log);
        Assert.Null(result.Failure);
        Assert.Equal([100, 100], result.Launches.Select(launch => launch.Pairs));
        Assert.All(result.Launches, launch =>
        {
            Assert.Equal(StoppedBy.Pairs, launch.StoppedBy);
            Assert.Equal(0, launch.OperationsPerRepetition % 3);
            Assert.InRange(launch.BlocksPerRepetition, 1, launch.OperationsPerRepetition);
            Assert.Equal(new PairedPlan().MaximumRepetitions, launch.Repetitions);
        });
    }

    [Fact]
    public void Every_block_of_every_repetition_reaches_the_report() =>
        Assert.All(PairedResult.From(run.ReportOf<BusyLoops>()).Launches, launch =>
        {
            Assert.Equal(100 * launch.BlocksPerRepetition * launch.Repetitions, launch.Blocks);
            Assert.Equal(launch.Blocks, launch.CandidateTicks.Length);
            Assert.InRange(launch.TotalControlNanoseconds + launch.TotalCandidateNanoseconds, 1, launch.Elapsed.TotalNanoseconds);
        });

    [Fact]
    public void BenchmarkDotNets_measurements_are_the_sums_of_the_blocks()
    {
        var result = PairedResult.From(run.ReportOf<BusyLoops>());

        foreach ((PairedLaunch launch, ExecuteResult process) in result.Launches.Zip(run.ReportOf<BusyLoops>().ExecuteResults))
        {
            double[] control =
            [
                .. process
                    .Measurements.Where(line => line is { IterationMode: IterationMode.Overhead, IterationStage: IterationStage.Warmup })
                    .Select(line => line.Nanoseconds),
            ];
            Assert.Equal(launch.TotalControlNanoseconds, control.Sum(), 1e-6 * launch.TotalControlNanoseconds);
        }
    }

    [Fact]
    public void Twice_the_work_takes_about_twice_the_time() =>
        Assert.All(PairedResult.From(run.ReportOf<BusyLoops>()).Launches, launch =>
            Assert.InRange((double)launch.CandidateTicks.Min() / launch.ControlTicks.Min(), 1.5, 2.7)
        ); // blocks that nothing disturbed

    [Fact]
    public void Pairs_come_out_of_BenchmarkDotNets_own_exporters()
    {
        string[] lines = run.ExportedMeasurements().Split('\n');

        Assert.Equal(200, lines.Count(line => line.Contains(",Overhead,Warmup,", StringComparison.Ordinal)));
        Assert.Equal(200, lines.Count(line => line.Contains(",Workload,Actual,", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_summary_has_the_paired_columns_and_not_those_that_mean_nothing()
    {
        SummaryTable table = run.SummaryOf<BusyLoops>().Table;
        string[] shown = [.. table.Columns.Where(column => column.NeedToShow).Select(column => column.Header)];

        Assert.Equal(["Control", "Candidate/Control", "Pairs"], shown[^3..]);
        Assert.Empty(shown.Intersect(["Mean", "Error", "StdDev", "Median", "Ratio"]));
        Assert.Matches(@"^\d+\.\d ns$", table.FullContent[0][^3]);
        Assert.Matches(@"^[12]\.\d{5} \[0\.50000, 4\.00000\]$", table.FullContent[0][^2]);
        Assert.Equal("200 (pairs)", table.FullContent[0][^1]);
    }

    [Fact]
    public void The_summary_shows_a_lack_of_pairs()
    {
        Assert.Equal(["-", "-", "failed"], run.SummaryOf<Broken>().Table.FullContent[0][^3..]);
        Assert.Equal(["-", "-", "0 (time)"], run.SummaryOf<Slow>().Table.FullContent[0][^3..]);
    }

    [Fact]
    public void An_exception_in_a_side_ends_the_case_as_failed_with_its_message_and_cause()
    {
        var result = PairedResult.From(run.ReportOf<Broken>());

        Assert.False(run.ReportOf<Broken>().Success);
        Assert.Equal("InvalidOperationException: the candidate broke in the middle ← FormatException: the cause", result.Failure);
        Assert.Empty(result.Launches);
        Assert.False(result.TimedOut);
    }

    [Fact]
    public void A_class_without_two_sides_is_refused_by_name()
    {
        var result = PairedResult.From(run.ReportOf<Unpaired>());

        Assert.Equal(
            "InvalidOperationException: "
                + "Unpaired needs exactly one method with [Benchmark(Baseline = true)], which the others are paired with.",
            result.Failure
        );
    }

    [Fact]
    public void A_case_of_which_one_pair_takes_too_long_says_that_its_time_was_over()
    {
        var result = PairedResult.From(run.ReportOf<Slow>());

        Assert.Null(result.Failure);
        Assert.True(result.TimedOut);
        Assert.Equal(StoppedBy.Time, Assert.Single(result.Launches).StoppedBy);
        Assert.Contains("more than the maximum measuring time", run.Log, StringComparison.Ordinal);
    }
}
