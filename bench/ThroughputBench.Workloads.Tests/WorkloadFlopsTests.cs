using ThroughputBench.Training.Flops;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Workloads.Tests;

/// <summary>
/// The operations of each workload's real model against those worked out by hand: 2 for each multiply-accumulate; in the backward pass as
/// many again for the gradient of the weights, and once more for that of the input, which a first layer does not need.
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
        Assert.Equal(
            2,
            count.Modules.Count(module =>
                module.Source == FlopSource.Declared && module.Own.Forward == 4 * 2 * (2 * 32 * 32 * 32 + 2 * 32 * 32 * 32)
            )
        );
    }

    [Theory]
    [InlineData("mlp", false)]
    [InlineData("mlp", true)]
    [InlineData("convnet", false)]
    [InlineData("convnet", true)]
    [InlineData("bytelm", false)]
    [InlineData("bytelm", true)]
    public void The_count_is_that_number_at_another_width_and_depth_in_either_number_format(string name, bool brief)
    {
        (long forward, long backward) = PerSampleOfWidth32AndDepth3(name);

        FlopCount count = Count(
            name,
            4,
            static (task, batch) => task.TrainingStep(batch),
            new WorkloadOptions
            {
                Width = 32,
                Depth = 3,
                Dtype = brief ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32,
            }
        );

        Assert.Null(count.NotCounted);
        Assert.Equal(new PassFlops(4 * forward, 4 * backward), count.Total);
    }

    private static (long Forward, long Backward) PerSampleOfWidth32AndDepth3(string name)
    {
        switch (name)
        {
            case "mlp":
                const long Hidden = 2 * 64 * 32,
                    Others = 2 * (2 * 32 * 32),
                    Scores = 2 * 32 * 10;
                return (Hidden + Others + Scores, Hidden + 2 * (Others + Scores));
            case "convnet":
                const long First = 2 * (32 * 32) * 32 * (3 * 3 * 3),
                    Second = 2 * (16 * 16) * 64 * (32 * 3 * 3),
                    Third = 2 * (8 * 8) * 128 * (64 * 3 * 3),
                    Classes = 2 * (128 * 4 * 4) * 10;
                return (First + Second + Third + Classes, First + 2 * (Second + Third + Classes));
            default:
                const long PerToken = 3 * (2 * 32 * 96 + 2 * 32 * 32 + 2 * 32 * 32 + 2 * 32 * 32 + 2 * (2 * 32 * 64)) + 2 * 32 * 256;
                return (32 * PerToken, 2 * 32 * PerToken);
        }
    }

    private static (long Forward, long Backward) PerSample(string name)
    {
        switch (name)
        {
            case "mlp":
                const long Hidden = 2 * 64 * 64,
                    Scores = 2 * 64 * 10;
                return (Hidden + Scores, Hidden + 2 * Scores);
            case "convnet":
                const long First = 2 * (32 * 32) * 8 * (3 * 3 * 3),
                    Second = 2 * (16 * 16) * 16 * (8 * 3 * 3),
                    Classes = 2 * (16 * 8 * 8) * 10;
                return (First + Second + Classes, First + 2 * (Second + Classes));
            case "bytelm":
                const long Tokens = 32,
                    Width = 64,
                    Blocks = 2;
                const long QueriesKeysValues = 2 * Width * (3 * Width),
                    Attention = 2 * Tokens * Width + 2 * Tokens * Width,
                    Mix = 2 * Width * Width,
                    Perceptron = 2 * (2 * Width * (2 * Width));
                const long PerToken = Blocks * (QueriesKeysValues + Attention + Mix + Perceptron) + 2 * Width * 256;
                return (Tokens * PerToken, 2 * Tokens * PerToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "This workload has no expected FLOPs.");
        }
    }

    private static FlopCount Count(
        string name,
        int samples,
        Func<WorkloadTask, Batch, torch.Tensor> forward,
        WorkloadOptions? options = null
    )
    {
        using Workload workload = WorkloadCatalog.Create(name, (options ?? new WorkloadOptions()) with { BatchSize = samples });
        using WorkloadTask task = workload.CreateTask();
        using DisposeScope scope = torch.NewDisposeScope();
        Batch batch = workload.CreateTrainingData().First();
        return FlopCounter.Count(task.Module, () => forward(task, batch));
    }
}
