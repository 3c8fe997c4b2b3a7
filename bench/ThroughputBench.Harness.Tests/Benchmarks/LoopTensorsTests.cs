using ThroughputBench.Benchmarks;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using ThroughputBench.Workloads.Tests;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>
/// What the loop itself adds to a step: each tensor that is made is at least one call into libtorch, and on a GPU most are a kernel.
/// </summary>
[Collection(TrainingTests.Name)]
public sealed class LoopTensorsTests
{
    private const int Cycles = 5;

    [Theory]
    [InlineData("mlp", 1)]
    [InlineData("mlp", 4)]
    [InlineData("convnet", 4)]
    [InlineData("bytelm", 1)]
    [InlineData("bytelm", 4)]
    public void The_loop_makes_no_tensor_that_a_loop_written_by_hand_does_not_make_and_neither_does_the_monitor(
        string workload,
        int accumulate
    )
    {
        using var bench = new TrainingBench(new MeasurementPlan(), workload, "cpu");
        TrainingSide byHand = bench.HandWritten(accumulate, bench.Data(), freesGradients: true),
            filling = bench.HandWritten(accumulate, bench.Data(), freesGradients: false);
        using FitRun<Batch> loop = bench.Control(accumulate),
            monitored = bench.Monitored(accumulate, LogInterval.Steps(1), bench.Monitor(timing: null));
        int batches = Cycles * accumulate;

        long least = Made(() => byHand.Advance(batches));

        Assert.True(least > batches);
        Assert.True(Made(() => filling.Advance(batches)) > least);
        Assert.Equal((least, least), (Made(() => loop.AdvanceBatches(batches)), Made(() => monitored.AdvanceBatches(batches))));
        byHand.End();
        filling.End();
    }

    private static long Made(Action train)
    {
        train(); // the first step makes what the optimizer keeps
        LifetimeStatistics tensors = DisposeScopeManager.Statistics.TensorStatistics;
        long before = tensors.CreatedInScopeCount + tensors.CreatedOutsideScopeCount;
        train();
        return tensors.CreatedInScopeCount + tensors.CreatedOutsideScopeCount - before;
    }
}
