using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Workloads.Tests;

[Collection(TrainingTests.Name)]
public sealed class WorkloadShapeTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public static MatrixTheoryData<string, string> NamesAndTypes => new(WorkloadCatalog.Names, ["float32", "bfloat16"]);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("mlp", 64 * 64 + 64 + 64 * 10 + 10)]
    [InlineData("convnet", 8 * 27 + 8 + 16 * 72 + 16 + 16 * 64 * 10 + 10)]
    [InlineData(
        "bytelm",
        256 * 64 + 32 * 64 + 2 * (4 * 64 + 64 * 192 + 192 + 64 * 64 + 64 + 64 * 128 + 128 + 128 * 64 + 64) + 128 + 64 * 256 + 256
    )]
    public void The_default_model_is_the_one_that_it_was_before_there_was_a_choice(string name, long parameters) =>
        Assert.Equal(parameters, Parameters(name, new WorkloadOptions()));

    [Theory]
    [InlineData("mlp", 64 * 32 + 32 + 2 * (32 * 32 + 32) + 32 * 10 + 10)]
    [InlineData("convnet", 32 * 27 + 32 + 64 * 9 * 32 + 64 + 128 * 9 * 64 + 128 + 128 * 16 * 10 + 10)]
    [InlineData(
        "bytelm",
        256 * 32 + 32 * 32 + 3 * (4 * 32 + 32 * 96 + 96 + 32 * 32 + 32 + 32 * 64 + 64 + 64 * 32 + 32) + 64 + 32 * 256 + 256
    )]
    public void Width_and_depth_make_the_model_that_they_say(string name, long parameters) =>
        Assert.Equal(parameters, Parameters(name, new WorkloadOptions { Width = 32, Depth = 3 }));

    [Theory]
    [MemberData(nameof(NamesAndTypes))]
    public void Another_shape_trains_in_either_number_format_and_the_losses_are_finite_and_the_same_with_the_monitor(
        string name,
        string dtype
    )
    {
        bool brief = dtype == "bfloat16";
        using Workload workload = WorkloadCatalog.Create(
            name,
            new WorkloadOptions
            {
                BatchSize = 3,
                Width = 32,
                Depth = 3,
                Dtype = brief ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32,
                BatchesPerEpoch = 20,
            }
        );
        var options = new TrainerOptions
        {
            Accumulate = 2,
            MaxSteps = 10,
            LogEvery = LogInterval.Batches(2),
        };

        Recording without = Recording.Of(workload, options);
        Recording with = Recording.Of(
            workload,
            options,
            callbacks: new ThroughputMonitor<Batch>(new ThroughputMonitorOptions<Batch> { SamplesOf = batch => batch.Samples })
        );

        Assert.Equal(20, without.Losses.Count);
        Assert.All(without.Losses, loss => Assert.True(float.IsFinite(loss)));
        Assert.NotEqual(without.Losses[0], without.Losses[^1]);
        Assert.Equal(without.LossBits, with.LossBits);
    }

    [Theory]
    [MemberData(nameof(NamesAndTypes))]
    public void Parameters_and_inputs_are_in_the_number_format_and_the_loss_is_single_precision(string name, string dtype)
    {
        bool brief = dtype == "bfloat16";
        torch.ScalarType type = brief ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
        using Workload workload = WorkloadCatalog.Create(
            name,
            new WorkloadOptions { Dtype = brief ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32 }
        );
        using WorkloadTask task = workload.CreateTask();
        Batch batch = workload.CreateTrainingData().First();

        Assert.All(task.Module.parameters(), parameter => Assert.Equal(type, parameter.dtype));
        Assert.Equal(workload.HasItems ? torch.ScalarType.Int64 : type, batch.Inputs.dtype);
        Assert.Equal(type, task.PredictStep(batch).dtype);
        Assert.Equal(torch.ScalarType.Float32, task.TrainingStep(batch).dtype);
    }

    [Theory]
    [InlineData("mlp", 0, 1, "--width: mlp must be from 1 to 16384 wide, not 0.")]
    [InlineData("mlp", 16_385, 1, "--width: mlp must be from 1 to 16384 wide, not 16385.")]
    [InlineData("mlp", 64, 1025, "--depth: mlp must be from 1 to 1024 deep, not 1025.")]
    [InlineData(
        "convnet",
        1025,
        2,
        "--width: convnet must be 8 or a multiple of 16 up to 1024 wide (with other numbers of channels libtorch's convolutions are wrong "
            + "on some processors), not 1025."
    )]
    [InlineData("convnet", 8, 6, "--depth: convnet must be from 1 to 5 deep, not 6.")]
    [InlineData(
        "bytelm",
        63,
        2,
        "--width: bytelm must be 64 or a multiple of 2 up to 16384 wide (its attention heads divide the width), not 63."
    )]
    [InlineData("bytelm", 64, 0, "--depth: bytelm must be from 1 to 256 deep, not 0.")]
    public void A_shape_that_a_workload_cannot_have_is_refused_with_what_it_can(string name, int width, int depth, string message) =>
        Assert.Equal(
            message,
            Assert
                .Throws<WorkloadException>(() => WorkloadCatalog.Create(name, new WorkloadOptions { Width = width, Depth = depth }))
                .Message
        );

    private static long Parameters(string name, WorkloadOptions options)
    {
        using Workload workload = WorkloadCatalog.Create(name, options);
        using WorkloadTask task = workload.CreateTask();
        return task.Module.parameters().Sum(parameter => parameter.NumberOfElements);
    }
}
