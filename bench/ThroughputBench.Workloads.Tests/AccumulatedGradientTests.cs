using ThroughputBench.Training;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Workloads.Tests;

[Collection(TrainingTests.Name)]
public sealed class AccumulatedGradientTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public static MatrixTheoryData<string, int> Cells => new(WorkloadCatalog.Names, [2, 4, 8]);

    public static MatrixTheoryData<string, int, bool> UnequalCells => new(WorkloadCatalog.Names, [4, 7], [false, true]);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_cycle_of_micro_batches_gives_the_gradients_of_one_batch_of_them_all(string name, int accumulate)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchesPerEpoch = 40 });
        Batch[] microBatches = [.. workload.CreateTrainingData().Take(accumulate)];

        AssertSameGradients(
            Recording.Of(workload, new TrainerOptions { MaxEpochs = 1 }, [Together(microBatches)]),
            Recording.Of(workload, new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }, microBatches)
        );
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_short_last_cycle_gives_the_gradients_of_one_batch_of_what_it_has(string name, int accumulate)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchesPerEpoch = 40 });
        Batch[] microBatches = [.. workload.CreateTrainingData().Take(accumulate - 1)];

        AssertSameGradients(
            Recording.Of(workload, new TrainerOptions { MaxEpochs = 1 }, [Together(microBatches)]),
            Recording.Of(workload, new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }, microBatches)
        );
    }

    [Theory]
    [MemberData(nameof(UnequalCells))]
    public void Unequal_micro_batches_give_the_gradients_of_one_batch_of_them_all(string name, int accumulate, bool lazy)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchesPerEpoch = 40 });
        Batch whole = Together([.. workload.CreateTrainingData().Take(2)]);
        Batch[] microBatches = [.. Cut(whole, [1, 3, whole.Samples / 2 - 1, whole.Samples - 4 - (whole.Samples / 2 - 1)])];

        AssertSameGradients(
            Recording.Of(workload, new TrainerOptions { MaxEpochs = 1 }, [whole]),
            Recording.Of(
                workload,
                new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 },
                lazy ? microBatches.Where(_ => true) : microBatches
            )
        );
    }

    private static IEnumerable<Batch> Cut(Batch whole, long[] sizes)
    {
        long itemsPerSample = whole.Items / whole.Samples,
            targetsPerSample = whole.Targets.size(0) / whole.Samples,
            first = 0;
        foreach (long size in sizes)
        {
            yield return new Batch(
                whole.Inputs.narrow(0, first, size),
                whole.Targets.narrow(0, first * targetsPerSample, size * targetsPerSample),
                size,
                size * itemsPerSample
            );
            first += size;
        }
    }

    private static Batch Together(Batch[] batches) =>
        new(
            torch.cat([.. batches.Select(batch => batch.Inputs)]),
            torch.cat([.. batches.Select(batch => batch.Targets)]),
            batches.Sum(batch => batch.Samples),
            batches.Sum(batch => batch.Items)
        );

    private static void AssertSameGradients(Recording whole, Recording accumulated)
    {
        Assert.NotEmpty(whole.FirstGradients);
        Assert.All(whole.FirstGradients, expected =>
        {
            float[] actual = accumulated.FirstGradients[expected.Key];
            double norm = Norm(expected.Value);
            Assert.True(norm > 0, $"{expected.Key} has no gradient");
            Assert.InRange(Norm([.. expected.Value.Zip(actual, (one, other) => one - other)]) / norm, 0, 1e-5);
        });
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
