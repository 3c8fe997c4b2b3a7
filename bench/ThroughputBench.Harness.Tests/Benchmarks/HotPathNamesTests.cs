using ThroughputBench.Benchmarks.HotPath;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

public class HotPathNamesTests
{
    [Fact]
    public void A_report_speaks_of_benchmarks_that_there_are()
    {
        Assert.Equal(
            (nameof(MonitorBenchmarks), nameof(MonitorBenchmarks.BetweenLogs)),
            (HotPathFinding.Monitor, HotPathFinding.BetweenLogs)
        );
        Assert.Equal((nameof(WindowBenchmarks), nameof(WindowBenchmarks.WindowSteps)), (HotPathFinding.Window, HotPathFinding.WindowSteps));
    }
}
