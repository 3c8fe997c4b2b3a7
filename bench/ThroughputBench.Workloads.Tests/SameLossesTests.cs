using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using Xunit;

namespace ThroughputBench.Workloads.Tests;

[Collection(TrainingTests.Name)]
public sealed class SameLossesTests
{
    public static MatrixTheoryData<string, int> Cells => new(WorkloadCatalog.Names, [1, 2, 4, 8]);

    [Theory]
    [MemberData(nameof(Cells))]
    public void Losses_are_the_same_bit_for_bit_with_the_monitor_and_without(string name, int accumulate)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchesPerEpoch = 40 });
        var options = new TrainerOptions
        {
            Accumulate = accumulate,
            MaxSteps = 40 / accumulate,
            LogEvery = LogInterval.Batches(accumulate),
        };
        var monitor = new ThroughputMonitor<Batch>(
            new ThroughputMonitorOptions<Batch> { SamplesOf = batch => batch.Samples, ItemsOf = batch => batch.Items }
        );

        Recording without = Recording.Of(workload, options);
        Recording with = Recording.Of(workload, options, callbacks: monitor);

        Assert.Equal(40, without.Losses.Count);
        Assert.Equal(40, monitor.Training.Totals.Batches);
        Assert.Equal(without.LossBits, with.LossBits);
    }
}
