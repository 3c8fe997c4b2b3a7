using Xunit;

namespace ThroughputBench.Workloads.Tests;

public sealed class WorkloadCatalogTests
{
    [Fact]
    public void The_names_are_those_that_the_user_types() => Assert.Equal(["mlp", "convnet", "bytelm"], WorkloadCatalog.Names);

    [Fact]
    public void Each_workload_knows_its_name() => Assert.All(WorkloadCatalog.Names, name =>
        {
            using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions());
            Assert.Equal(name, workload.Name);
        });

    [Theory]
    [InlineData("")]
    [InlineData("MLP")]
    [InlineData("resnet50")]
    public void An_unknown_name_is_refused_with_the_names_that_there_are(string name) =>
        Assert.Equal(
            $"There is no workload '{name}': choose from mlp, convnet, bytelm.",
            Assert.Throws<WorkloadException>(() => WorkloadCatalog.Create(name, new WorkloadOptions())).Message
        );

    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    public void A_batch_without_a_sample_and_an_epoch_without_a_batch_are_refused(int size)
    {
        Assert.Equal(
            $"A batch must hold at least 1 sample, not {size}.",
            Assert.Throws<WorkloadException>(() => WorkloadCatalog.Create("mlp", new WorkloadOptions { BatchSize = size })).Message
        );
        Assert.Equal(
            $"An epoch must have at least 1 batch, not {size}.",
            Assert.Throws<WorkloadException>(() => WorkloadCatalog.Create("bytelm", new WorkloadOptions { BatchesPerEpoch = size })).Message
        );
    }
}
