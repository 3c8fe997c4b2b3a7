using ThroughputBench.Monitoring;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>TorchSharp's data loader frees a batch when the next one is requested.</summary>
public sealed class DataLoaderTests
{
    public static MatrixTheoryData<int, int, int> Loaders => new([1, 4, 5], [1, 3, 5], [1, 3]);

    [Theory]
    [MemberData(nameof(Loaders))]
    public void Training_from_a_data_loader_is_that_of_a_loop_written_by_hand_and_every_sample_is_counted(
        int accumulate,
        int batchSize,
        int workers
    )
    {
        using var loader = utils.data.DataLoader(new Numbers(), batchSize, shuffle: true, seed: 3, num_worker: workers);
        var expected = new LinearTask(momentum: 0.9);
        for (int epoch = 0; epoch < 2; epoch++)
            HandWritten(expected, loader.Count, accumulate, loader.Select(batch => batch["row"]));

        var task = new LinearTask(momentum: 0.9);
        var monitor = new ThroughputMonitor<Dictionary<string, Tensor>>();
        var options = new TrainerOptions
        {
            Accumulate = accumulate,
            LogEvery = LogInterval.Steps(1),
            MaxEpochs = 2,
        };
        using var again = utils.data.DataLoader(new Numbers(), batchSize, shuffle: true, seed: 3, num_worker: workers);
        FitResult result = new Trainer<Dictionary<string, Tensor>>(options, [monitor]).Fit(Rows(task), again, again);

        long batches = (Numbers.Length + batchSize - 1) / batchSize,
            steps = (batches + accumulate - 1) / accumulate;
        Assert.Equal(new FitResult(2 * batches, 2 * steps, 2, StopReason.MaxEpochs), result);
        Assert.Equal(
            (2 * Numbers.Length, 2 * batches, 2 * steps),
            (monitor.Training.Totals.Samples, monitor.Training.Totals.Batches, monitor.Training.Totals.Steps)
        );
        Assert.Equal(expected.Parameters(), task.Parameters());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_collate_function_of_the_users_may_make_any_batch(int accumulate)
    {
        static (Tensor Rows, int Count) Collate(IEnumerable<Tensor> rows, Device device)
        {
            Tensor[] all = [.. rows];
            return (stack(all), all.Length);
        }

        using var loader = new DataLoader<Tensor, (Tensor Rows, int Count)>(new PlainNumbers(), 3, Collate);
        var task = new LinearTask();
        var counts = new List<(int, long)>();
        var seen = new Seen<(Tensor Rows, int Count)>(batch => counts.Add((batch.Count, batch.Rows.size(0))));

        new Trainer<(Tensor Rows, int Count)>(new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }, [seen]).Fit(
            new TaskOf<(Tensor Rows, int Count)>(task.Module, task.Optimizer, batch => task.TrainingStep(batch.Rows)),
            loader
        );

        Assert.Equal([(3, 3), (3, 3), (3, 3), (1, 1)], counts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_source_that_fills_one_batch_again_is_counted_batch_by_batch(int accumulate)
    {
        Tensor[] sizes = [ones(4, 4), ones(4, 4), ones(2, 4)];
        var monitor = new ThroughputMonitor<List<Tensor>>();
        var task = new LinearTask();

        new Trainer<List<Tensor>>(
            new TrainerOptions
            {
                Accumulate = accumulate,
                LogEvery = LogInterval.Steps(1),
                MaxEpochs = 2,
            },
            [monitor]
        ).Fit(new TaskOf<List<Tensor>>(task.Module, task.Optimizer, batch => task.TrainingStep(batch[0])), new Refilled(sizes));

        Assert.Equal(20, monitor.Training.Totals.Samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_batch_is_disposed_before_the_next_one_is_requested(int accumulate)
    {
        var alive = new List<int>();
        var given = new List<Tensor>();
        IEnumerable<Tensor> Data()
        {
            for (int i = 0; i < 6; i++)
            {
                alive.Add(given.Count(batch => !batch.IsInvalid));
                given.Add(ones(2, 4));
                yield return given[^1];
            }
            alive.Add(given.Count(batch => !batch.IsInvalid));
        }

        new Trainer<Tensor>(new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }).Fit(new LinearTask(), Data());

        Assert.Equal(new int[7], alive);
    }

    private static TaskOf<Dictionary<string, Tensor>> Rows(LinearTask task) =>
        new(task.Module, task.Optimizer, batch => task.TrainingStep(batch["row"]));

    private static void HandWritten(LinearTask task, long batches, int accumulate, IEnumerable<Tensor> data)
    {
        long left = batches;
        int position = 0;
        foreach (Tensor batch in data)
        {
            using DisposeScope scope = NewDisposeScope();
            if (position == 0)
                task.Optimizer.zero_grad();
            (task.TrainingStep(batch) / accumulate).backward();
            position++;
            if (--left > 0 && position < accumulate)
                continue;
            foreach (Parameter parameter in task.Module.parameters().Where(_ => position < accumulate))
            {
                using (no_grad())
                    parameter.grad!.mul_((float)((double)accumulate / position));
            }
            task.Optimizer.step();
            position = 0;
        }
    }

    private sealed class Numbers : utils.data.Dataset
    {
        public const long Length = 10;

        public override long Count => Length;

        public override Dictionary<string, Tensor> GetTensor(long index) =>
            new() { ["row"] = arange(4, ScalarType.Float32) - (float)index / 3 };
    }

    private sealed class PlainNumbers : utils.data.Dataset<Tensor>
    {
        public override long Count => 10;

        public override Tensor GetTensor(long index) => full([4], (float)index);
    }

    private sealed class Refilled(Tensor[] sizes) : IEnumerable<List<Tensor>>
    {
        public IEnumerator<List<Tensor>> GetEnumerator()
        {
            var one = new List<Tensor> { sizes[0] };
            foreach (Tensor size in sizes)
            {
                one[0] = size;
                yield return one;
            }
            one.Clear();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Seen<TBatch>(Action<TBatch> seen) : Callback<TBatch>
    {
        public override void OnTrainBatchEnd(TrainerState state, TBatch batch, Tensor loss) => seen(batch);
    }
}
