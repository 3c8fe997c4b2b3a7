using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class RandomTrainingTests
{
    private const int Trainings = 300;

    [Fact]
    public void Whatever_is_trained_the_losses_and_weights_are_those_of_a_loop_written_by_hand()
    {
        int shortCycles = 0;
        for (int seed = 0; seed < Trainings; seed++)
        {
            Exception? wrong = Record.Exception(() => shortCycles += Compare(new Random(seed)));
            Assert.True(wrong is null, $"Seed {seed}: {wrong}");
        }
        Assert.True(shortCycles > Trainings, $"{shortCycles} short cycles");
    }

    /// <returns>The short cycles that there were.</returns>
    private static int Compare(Random random)
    {
        Tensor[] batches = [.. Enumerable.Range(0, random.Next(1, 25)).Select(i => TestBatches.Prepared(1, samples: random.Next(1, 9), seed: 1 + i)[0])];
        int accumulate = random.Next(1, 9), epochs = random.Next(1, 4);
        double? clip = random.Next(3) == 0 ? 0.25 : null;
        bool weighted = random.Next(2) == 0, lazy = random.Next(2) == 0;
        var expected = new LinearTask(learningRate: 0.01, momentum: 0.9);
        (List<float> losses, int shortCycles) = HandWritten(expected, batches, accumulate, epochs, clip, weighted);

        var task = new LinearTask(learningRate: 0.01, momentum: 0.9);
        var kept = new Losses();
        var options = new TrainerOptions { Accumulate = accumulate, MaxEpochs = epochs, ClipGradientNorm = clip };
        new Trainer<Tensor>(options, [kept]).Fit(
            new TaskOf<Tensor>(task.Module, task.Optimizer, task.TrainingStep, weighted ? batch => batch.size(0) : null), lazy ? new LazySource<Tensor>(batches) : batches);

        if (weighted) // the weights are applied in another order, so the last bits differ
        {
            AssertClose(losses, kept.Values);
            AssertClose(expected.Parameters(), task.Parameters());
        }
        else
        {
            Assert.Equal(losses, kept.Values);
            Assert.Equal(expected.Parameters(), task.Parameters());
        }
        return shortCycles;
    }

    private static (List<float> Losses, int ShortCycles) HandWritten(LinearTask task, Tensor[] batches, int accumulate, int epochs, double? clip, bool weighted)
    {
        var losses = new List<float>();
        int shortCycles = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            foreach (Tensor[] cycle in batches.Chunk(accumulate))
            {
                using DisposeScope scope = NewDisposeScope();
                shortCycles += cycle.Length < accumulate ? 1 : 0;
                double weights = cycle.Sum(batch => (double)batch.size(0));
                task.Optimizer.zero_grad();
                foreach (Tensor batch in cycle)
                {
                    Tensor loss = task.TrainingStep(batch);
                    losses.Add(loss.item<float>());
                    (weighted ? loss * (batch.size(0) / weights) : loss / accumulate).backward();
                }
                if (!weighted && cycle.Length < accumulate)
                {
                    using (no_grad())
                    {
                        foreach (Parameter parameter in task.Module.parameters())
                            parameter.grad!.mul_((float)((double)accumulate / cycle.Length));
                    }
                }
                if (clip is { } norm)
                    nn.utils.clip_grad_norm_(task.Module.parameters(), norm);
                task.Optimizer.step();
            }
        }
        return (losses, shortCycles);
    }

    private static void AssertClose(IReadOnlyCollection<float> expected, IReadOnlyCollection<float> actual)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -1e-5 * scale, 1e-5 * scale));
    }

    private sealed class Losses : Callback<Tensor>
    {
        public List<float> Values { get; } = [];

        public override void OnTrainBatchEnd(TrainerState state, Tensor batch, Tensor loss) => Values.Add(loss.item<float>());
    }
}
