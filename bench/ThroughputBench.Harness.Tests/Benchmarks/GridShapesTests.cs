using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Workloads;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

[Collection(TrainingTests.Name)]
public class GridShapesTests
{
    public static TheoryData<string> Names => [.. WorkloadCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_workload_without_options_has_the_sizes_of_older_records(string name)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions());

        Assert.Equal(
            (WorkloadShape.DefaultOf(name), WorkloadShape.DefaultBatchSizeOf(name)),
            (workload.Shape.ToGrid(), workload.BatchSize)
        );
    }
}
