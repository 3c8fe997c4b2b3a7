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

        Assert.Contains("340.3 ns after a step of 60.00 µs and 4.20 µs after one of 3.00 ms", plot.Finding, StringComparison.Ordinal);
        Assert.Equal(2, CellFigures.Hooks([Short, Long]).Rows.Count);
    }

    [Fact]
    public void One_workload_alone_has_no_plot_and_neither_have_records_without_a_direct_cost()
    {
        Assert.Null(HookPlot.Of([Short], "hooks"));
        Assert.Null(HookPlot.Of([Short with { DirectCost = null }, Long], "hooks"));
    }
}
