using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Results;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

/// <summary>What the summary says of two methods.</summary>
public sealed class MethodColumnsTests
{
    private static readonly GenerateResult Generated = GenerateResult.Success(ArtifactsPaths.Empty, []);

    [Fact]
    public void Times_are_of_one_operation_and_the_difference_is_signed()
    {
        // 1 ms for 1,000 calls of 4 operations each.
        Assert.Equal(
            ["250.00 ns", "255.00 ns", "1.0200 [1.0100, 1.0300]", "+5.00 ns [+2.50 ns, +7.50 ns]", "3 (pairs)"],
            Row([Launch(1_000_000, 1_200_000, 900_000)], (1.02, 1.01, 1.03))
        );
        Assert.Equal(
            ["250.00 ns", "225.00 ns", "0.9000 [0.8000, 1.0000]", "-25.00 ns [-50.00 ns, +0.00 ns]", "3 (pairs)"],
            Row([Launch(1_000_000, 1_200_000, 900_000)], (0.9, 0.8, 1))
        );
    }

    [Theory]
    [InlineData(4_000_000L, "999.75 ns", "1.000 us")]
    [InlineData(4_000_000_000L, "999.750 us", "1.000 ms")]
    [InlineData(4_000_000_000_000L, "999.750 ms", "1.000 s")]
    public void A_time_is_in_the_unit_that_fits(long nanosecondsOfThousandCalls, string below, string from)
    {
        Assert.Equal(below, Row([Launch(nanosecondsOfThousandCalls - nanosecondsOfThousandCalls / 4000)], (1, 1, 1))[0]);
        Assert.Equal(from, Row([Launch(nanosecondsOfThousandCalls)], (1, 1, 1))[0]);
    }

    [Fact]
    public void Without_an_interval_the_reason_stands_in_its_place() =>
        Assert.Equal(
            ["250.00 ns", "500.00 ns", "2.0000 (no interval)", "+250.00 ns (no interval)", "1 (pairs)"],
            Row([Launch(1_000_000)], (2, 0, double.PositiveInfinity))
        );

    [Fact]
    public void All_launches_count_and_each_reason_for_their_end_is_named_once() =>
        Assert.Equal(
            ["300.00 ns", "4 (pairs, time)"],
            Row(
                [Launch(1_000_000), Launch(1_200_000), Launch(1_400_000), Launch(1_100_000) with { StoppedBy = StoppedBy.Time }],
                (1, 1, 1)
            )
                is [var control, .., var pairs]
                ? [control, pairs]
                : []
        );

    [Fact]
    public void Without_pairs_there_is_nothing_to_say_but_how_it_ended()
    {
        Assert.Equal(
            ["-", "-", "-", "-", "0 (time)"],
            Row([Launch() with { StoppedBy = StoppedBy.Time }], (1, 1, 1))
        );
        Assert.Equal(["-", "-", "-", "-", "failed"], Row([], (1, 1, 1)));
    }

    [Fact]
    public void Blocks_that_are_too_short_in_one_launch_leave_no_interval() =>
        Assert.Equal(
            "1.0000 (no interval: one side's blocks are too short)",
            Row([Launch(1_000_000, 1_000_000, 1_000_000), Launch(4_000, 4_000, 1_000_000), Launch()], (1, 1, 1))[2]
        );

    [Fact]
    public void A_class_that_pairs_itself_has_times_of_its_operations()
    {
        BenchmarkCase one = Cases()[0];
        string[] Row(params PairedLaunch[] launches)
        {
            Summary summary = SummaryOf([Report(one, launches)]);
            return [.. PairedColumn.All(_ => (1.02, 1.01, 1.03)).Select(column => column.GetValue(summary, one))];
        }

        Assert.Equal(["1000.0 ns", "1.02000 [1.01000, 1.03000]", "1 (pairs)"], Row(Launch(1_000_000)));
        Assert.Equal(["-", "-", "failed"], Row());
    }

    [Fact]
    public void Of_a_case_without_a_report_there_is_no_value()
    {
        BenchmarkCase[] cases = Cases();
        Summary summary = SummaryOf([]);

        Assert.All(PairedColumn.OfMethods(_ => (1, 1, 1)), column => Assert.Equal("-", column.GetValue(summary, cases[0])));
    }

    [Fact]
    public void The_estimate_is_asked_once_for_each_column_and_report()
    {
        int asked = 0;
        PairedColumn[] columns = PairedColumn.OfMethods(_ =>
        {
            asked++;
            return (1, 1, 1);
        });
        BenchmarkCase one = Cases()[0];
        Summary summary = SummaryOf([Report(one, [Launch(1_000_000)])]);

        for (int i = 0; i < 3; i++)
            Assert.Equal("1.0000 [1.0000, 1.0000]", columns[2].GetValue(summary, one, SummaryStyle.Default));

        Assert.Equal(1, asked);
    }

    [Fact]
    public void The_columns_stand_in_order_with_what_they_mean()
    {
        Func<PairedResult, (double, double, double)> any = _ => (1, 1, 1);
        IEnumerable<PairedColumn> columns = PairedColumn
            .OfMethods(any)
            .Concat(PairedColumn.All(any))
            .Concat(PairedColumn.All(null));
        Summary summary = SummaryOf([]);

        Assert.All(columns, column =>
        {
            Assert.True(column.AlwaysShow && column.IsNumeric && column.IsAvailable(summary));
            Assert.False(column.IsDefault(summary, Cases()[0]));
            Assert.Equal((ColumnCategory.Statistics, UnitType.Dimensionless), (column.Category, column.UnitType));
        });
        Wording.Matches(string.Join('\n', columns.Select(column => $"{column.PriorityInCategory} {column.Id}: {column.Legend}")));
    }

    [Fact]
    public void BenchmarkDotNets_own_statistics_are_hidden_and_nothing_else()
    {
        var rule = new OnlyPairedColumns();

        Assert.All([StatisticColumn.Mean, BaselineColumn.Default], column => Assert.True(rule.NeedToHide(column)));
        Assert.All(
            [TargetMethodColumn.Method, .. PairedColumn.OfMethods(_ => (1, 1, 1))],
            column => Assert.False(rule.NeedToHide(column))
        );
        Assert.False(rule.NeedToHide(null!));
    }

    private static string[] Row(PairedLaunch[] launches, (double, double, double) estimate)
    {
        BenchmarkCase one = Cases()[0];
        Summary summary = SummaryOf([Report(one, launches)]);
        return [.. PairedColumn.OfMethods(_ => estimate).Select(column => column.GetValue(summary, one))];
    }

    /// <summary>A launch of pairs whose control takes so long, in nanoseconds.</summary>
    private static PairedLaunch Launch(params long[] control) =>
        new()
        {
            ControlTicks = control,
            CandidateTicks = [.. control.Select(_ => 1_000_000L)],
            TicksPerSecond = 1_000_000_000,
            OperationsPerRepetition = 1000,
            BlocksPerRepetition = 1,
            Repetitions = 1,
            StoppedBy = StoppedBy.Pairs,
            Elapsed = TimeSpan.FromSeconds(1),
        };

    private static BenchmarkCase[] Cases()
    {
        ManualConfig config = PairedConfig.CreateForMethods(PairedJob.InProcess(), _ => (1, 1, 1));
        return BenchmarkConverter.TypeToBenchmarks(typeof(Fours), config).BenchmarksCases;
    }

    private static BenchmarkReport Report(BenchmarkCase one, PairedLaunch[] launches) =>
        new(
            launches.Length > 0,
            one,
            Generated,
            BuildResult.Success(Generated),
            [
                .. launches.Select(launch =>
                {
                    string[] lines = [.. MeasurementLines.Write(launch, LaunchFile.Write(launch)).Select(line => line.ToString())];
                    return new ExecuteResult(true, 0, 1, lines, [], lines, 1);
                }),
            ],
            []
        );

    private static Summary SummaryOf(BenchmarkReport[] reports) =>
        new("", [.. reports], HostEnvironmentInfo.GetCurrent(), "", "", TimeSpan.Zero, CultureInfo.InvariantCulture, [], []);

    public class Fours
    {
        [Benchmark(Baseline = true, OperationsPerInvoke = 4)]
        public object Old() => this;

        [Benchmark(OperationsPerInvoke = 4)]
        public object New() => this;
    }
}
