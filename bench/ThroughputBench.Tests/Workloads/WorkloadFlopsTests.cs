using ThroughputBench.Training.Flops;
using ThroughputBench.Workloads;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Tests.Workloads;

/// <summary>
/// The operations of each workload's real model against those worked out by hand: 2 for each multiply-accumulate; in the backward pass as many again for the
/// gradient of the weights, and once more for that of the input, which a first layer does not need.
/// </summary>
[Collection(TrainingTests.Name)]
public sealed class WorkloadFlopsTests
{
    public static MatrixTheoryData<string, int> Cells => new(WorkloadCatalog.Names, [1, 4, 32]);

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_count_is_the_number_worked_out_by_hand(string name, int samples)
    {
        (long forward, long backward) = PerSample(name);

        FlopCount count = Count(name, samples, static (task, batch) => task.TrainingStep(batch));

        Assert.Null(count.NotCounted);
        Assert.Equal(new PassFlops(samples * forward, samples * backward), count.Total);
        Assert.Equal(samples * (forward + backward), count.ForwardAndBackward);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Prediction_runs_the_same_forward_pass(string name, int samples) =>
        Assert.Equal(samples * PerSample(name).Forward, Count(name, samples, static (task, batch) => task.PredictStep(batch)).Forward);

    [Fact]
    public void The_attention_of_the_language_model_is_in_the_count()
    {
        FlopCount count = Count("bytelm", 4, static (task, batch) => task.TrainingStep(batch));

        // 4 samples, 2 heads: 32 queries by 32 keys of width 32, and 32 scores by 32 values of width 32.
        Assert.Equal(2, count.Modules.Count(module => module.Source == FlopSource.Declared && module.Own.Forward == 4 * 2 * (2 * 32 * 32 * 32 + 2 * 32 * 32 * 32)));
    }

    private static (long Forward, long Backward) PerSample(string name)
    {
        switch (name)
        {
            case "mlp":
                const long Hidden = 2 * 64 * 64, Scores = 2 * 64 * 10;
                return (Hidden + Scores, Hidden + 2 * Scores);
            case "convnet":
                const long First = 2 * (32 * 32) * 8 * (3 * 3 * 3), Second = 2 * (16 * 16) * 16 * (8 * 3 * 3), Classes = 2 * (16 * 8 * 8) * 10;
                return (First + Second + Classes, First + 2 * (Second + Classes));
            case "bytelm":
                const long Tokens = 32, Width = 64, Blocks = 2;
                const long QueriesKeysValues = 2 * Width * (3 * Width), Attention = 2 * Tokens * Width + 2 * Tokens * Width, Mix = 2 * Width * Width, Perceptron = 2 * (2 * Width * (2 * Width));
                const long PerToken = Blocks * (QueriesKeysValues + Attention + Mix + Perceptron) + 2 * Width * 256;
                return (Tokens * PerToken, 2 * Tokens * PerToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "Nobody has worked this workload out.");
        }
    }

    private static FlopCount Count(string name, int samples, Func<WorkloadTask, Batch, torch.Tensor> forward)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchSize = samples });
        using WorkloadTask task = workload.CreateTask();
        using DisposeScope scope = torch.NewDisposeScope();
        Batch batch = workload.CreateTrainingData().First();
        return FlopCounter.Count(task.Module, () => forward(task, batch));
    }
}
