using ThroughputBench.Training;
using ThroughputBench.Training.Tests;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Workloads.Tests;

[Collection(TrainingTests.Name)]
public sealed class WorkloadTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public static TheoryData<string> Names => [.. WorkloadCatalog.Names];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_weights_and_batches_bit_for_bit(string name)
    {
        using Workload first = Create(name);
        using Workload second = Create(name);

        Assert.Equal(Weights(first), Weights(second));
        Assert.Equal(Contents(first.CreateTrainingData().Take(5)), Contents(second.CreateTrainingData().Take(5)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_seed_gives_other_weights_and_other_batches(string name)
    {
        using Workload first = Create(name, seed: 1);
        using Workload second = Create(name, seed: 2);

        Assert.NotEqual(Weights(first), Weights(second));
        Assert.NotEqual(Contents(first.CreateTrainingData().Take(1)), Contents(second.CreateTrainingData().Take(1)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_repeats_bit_for_bit_whatever_was_trained_and_drawn_meanwhile(string name)
    {
        using Workload workload = Create(name);
        var options = new TrainerOptions { Accumulate = 2, MaxSteps = 10 };

        Recording first = Recording.Of(workload, options);
        torch.rand(1);
        Recording second = Recording.Of(workload, options);

        Assert.Equal(20, first.Losses.Count);
        Assert.Equal(first.LossBits, second.LossBits);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_holds_what_it_says(string name)
    {
        using Workload workload = Create(name);

        Assert.All(workload.CreateTrainingData().Take(3), batch =>
        {
            Assert.Equal(workload.BatchSize, batch.Samples);
            Assert.Equal(batch.Samples, batch.Inputs.size(0));
            Assert.Equal(batch.Items, batch.Targets.NumberOfElements);
            Assert.Equal(workload.HasItems, batch.Items > batch.Samples);
            Assert.Equal(torch.ScalarType.Int64, batch.Targets.dtype);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Batch_size_and_epoch_are_as_asked(string name)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchSize = 3, BatchesPerEpoch = 70 });

        List<long> samples = [.. workload.CreateTrainingData().Select(batch => batch.Samples)];

        Assert.Equal(3, workload.BatchSize);
        Assert.Equal(Enumerable.Repeat(3L, 70), samples);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_sources_of_a_workload_give_the_same_epochs(string name)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchesPerEpoch = 3 });
        IEnumerable<Batch> one = workload.CreateTrainingData(),
            other = workload.CreateTrainingData();

        for (int epoch = 0; epoch < 3; epoch++)
            Assert.Equal(Contents(one), Contents(other));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_loss_goes_down(string name)
    {
        // A fixed text: how fast a model learns the README depends on its content.
        string text = Path.GetTempFileName();
        try
        {
            File.WriteAllText(text, string.Concat(Enumerable.Repeat("the loop adds up gradients, and then it takes a step. ", 200)));
            using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { DataPath = text });

            IReadOnlyList<float> losses = Recording.Of(workload, new TrainerOptions { MaxSteps = 200 }).Losses;

            Assert.All(losses, loss => Assert.True(float.IsFinite(loss)));
            Assert.InRange(losses.TakeLast(20).Average(), 0, 0.5 * losses.Take(5).Average());
        }
        finally
        {
            File.Delete(text);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chance_alone_is_what_a_fresh_model_does_not_beat(string name)
    {
        using Workload workload = Create(name);
        double classes = name == "bytelm" ? 256 : 10;

        // A little over the logarithm: scores of a fresh model are not all equal.
        Assert.InRange(
            Recording.Of(workload, new TrainerOptions { Accumulate = 40, MaxSteps = 1 }).Losses.Average(),
            0.95 * Math.Log(classes),
            1.25 * Math.Log(classes)
        );
    }

    [Fact]
    public void Fetching_a_prepared_batch_allocates_nothing()
    {
        using Workload workload = Create("mlp");
        using IEnumerator<Batch> batches = workload.CreateTrainingData().GetEnumerator();
        batches.MoveNext();

        Assert.Equal(
            0,
            AllocatedBytes.FewestOf(() =>
            {
                for (int i = 0; i < 1000; i++)
                    batches.MoveNext();
            })
        );
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("convnet")]
    public void Prepared_batches_live_through_epochs_and_are_freed_with_the_workload(string name)
    {
        Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchesPerEpoch = 70 });
        List<Batch> batches = [.. workload.CreateTrainingData()];
        Recording.Of(workload, new TrainerOptions { Accumulate = 4, MaxEpochs = 2 });

        Assert.All(batches, batch => Assert.False(batch.Inputs.IsInvalid || batch.Targets.IsInvalid));
        workload.Dispose();
        Assert.All(batches, batch => Assert.True(batch.Inputs.IsInvalid && batch.Targets.IsInvalid));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_leaves_no_tensor_behind(string name)
    {
        using Workload workload = Create(name);
        using WorkloadTask task = workload.CreateTask();
        using FitRun<Batch> run = new Trainer<Batch>(new TrainerOptions { Accumulate = 3, MaxEpochs = 1000 }).Begin(
            task,
            workload.CreateTrainingData()
        );
        run.Advance(2);
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        run.Advance(50);

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static Workload Create(string name, int seed = 1) =>
        WorkloadCatalog.Create(name, new WorkloadOptions { Seed = seed, BatchesPerEpoch = 200 });

    private static List<float[]> Weights(Workload workload)
    {
        using WorkloadTask task = workload.CreateTask();
        return [.. task.Module.parameters().Select(Recording.Numbers)];
    }

    private static List<byte[]> Contents(IEnumerable<Batch> batches) =>
        [.. batches.SelectMany(batch => new[] { batch.Inputs.contiguous().bytes.ToArray(), batch.Targets.contiguous().bytes.ToArray() })];
}
