using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Plots;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class HookPlotTests
{
    private static readonly CellRecord Short = Samples.Measured(),
        Long = Short with
        {
            Workload = "bytelm",
            DirectCost = Samples.DirectCost with { BatchNanoseconds = 3e6, AtLogNanoseconds = 4200 },
        };

    [Fact]
    public void Hooks_are_drawn_over_the_steps_of_several_workloads()
    {
        Plot plot = HookPlot.Of([Short, Long], "hooks")!;

        Wording.Matches(plot.Finding);
        Assert.Equal(2, CellFigures.Hooks([Short, Long]).Rows.Count);
    }

    [Fact]
    public void Its_sentence_compares_cells_that_log_equally_often_and_says_no_more_than_they_do()
    {
        CellRecord seldom = Short with { LogEvery = 64, DirectCost = Short.DirectCost! with { BatchNanoseconds = 1e4, AtLogNanoseconds = 9000 } },
            quick = Long with { DirectCost = Long.DirectCost! with { AtLogNanoseconds = 300 } };

        Wording.Matches(HookPlot.Of([seldom, Short, quick], "hooks")!.Finding);
    }

    [Fact]
    public void One_workload_alone_has_no_plot_and_neither_have_records_without_a_direct_cost()
    {
        Assert.Null(HookPlot.Of([Short], "hooks"));
        Assert.Null(HookPlot.Of([Short with { DirectCost = null }, Long], "hooks"));
    }
}
