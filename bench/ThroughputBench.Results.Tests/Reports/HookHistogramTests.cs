using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Plots;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class HookHistogramTests
{
    [Fact]
    public void Hooks_between_logs_at_logs_and_of_nothing_are_kept_apart()
    {
        // A log every 8 micro-batches: 16 hooks, 2 of them at logs. A tick is 10 ns.
        long[] monitor = [.. Enumerable.Range(1, 16).Select(i => i % 8 == 0 ? 100L * i : i)];

        HookHistogram hooks = HookHistogram.Of([Launch([.. Enumerable.Repeat(5L, 16)], monitor)], Cells.Of(4, 8))!;

        Assert.Equal((14, 2, 16), (hooks.BetweenLogs.Count, hooks.AtLogs.Count, hooks.Nothing.Count));
        Assert.Equal((150, 16_000, 50), (hooks.BetweenLogs.Longest, hooks.AtLogs.Longest, hooks.Nothing.Longest));
    }

    [Fact]
    public void Without_hook_times_there_is_no_histogram() =>
        Assert.Null(HookHistogram.Of([Launch([], [])], Cells.Of(4, 8)));

    [Fact]
    public void Quantiles_are_right_to_three_percent_and_the_longest_exactly()
    {
        var times = new HookTimes();
        for (int i = 1; i <= 10_000; i++)
            times.Add(i);

        Assert.All([0.01, 0.5, 0.95, 0.999], part => Assert.InRange(times.Quantile(part), 9_700 * part, 10_300 * part));
        Assert.Equal(10_000, times.Quantile(1));
        Assert.Equal(1, times.Bins(10).Sum(bin => bin.Share), 12);
    }

    [Fact]
    public void The_plot_says_what_half_of_the_hooks_took_and_its_table_has_the_longest()
    {
        long[] monitor = [.. Enumerable.Range(1, 80).Select(i => i % 8 == 0 ? 90L : 20)];
        HookHistogram hooks = HookHistogram.Of([Launch([.. Enumerable.Repeat(5L, 80)], monitor)], Cells.Of(4, 8))!;

        Plot plot = HookHistogramPlot.Of(hooks, "hook-times");

        Assert.InRange(hooks.BetweenLogs.Quantile(0.5), 190, 210);
        Assert.InRange(hooks.AtLogs.Quantile(0.5), 880, 910);
        Wording.Matches(plot.Finding);
        Assert.Equal("900.0 ns", CellFigures.HookTimes(hooks).Rows[^1][^1].Text.Text);
        Assert.Equal(
            ["a hook that does nothing", "between logs", "at a log"],
            plot.Svg.Elements().Select(shape => shape.Value).TakeLast(6).Where(text => text.Length > 0)
        );
    }

    private static RecordedLaunch Launch(long[] nothing, long[] monitor) =>
        new()
        {
            ControlTicks = [.. Enumerable.Repeat(1000L, 2)],
            CandidateTicks = [.. Enumerable.Repeat(1000L, 2)],
            ControlFirst = [true, false],
            Operations = [8, 8],
            ControlHookTicks = nothing,
            CandidateHookTicks = monitor,
            TicksPerSecond = 100_000_000,
            BlocksPerRepetition = 1,
            Repetitions = 1,
            StoppedBy = EndedBy.Time,
            Elapsed = TimeSpan.FromSeconds(1),
        };
}
