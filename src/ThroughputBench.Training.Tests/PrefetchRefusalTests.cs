using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>Sources that take back what they gave when the next batch is requested.</summary>
public sealed class PrefetchRefusalTests
{
    [Fact]
    public void A_source_that_frees_its_batches_is_refused_before_a_step_and_works_if_they_are_kept()
    {
        using var loader = utils.data.DataLoader(new Rows(), 3, shuffle: false);
        int trained = 0;
        long Samples(Func<Dictionary<string, Tensor>, Dictionary<string, Tensor>>? keep)
        {
            var monitor = new ThroughputMonitor<Dictionary<string, Tensor>>();
            using var net = nn.Linear(4, 1);
            using optim.Optimizer optimizer = optim.SGD(net.parameters(), 0.01);
            var task = new TaskOf<Dictionary<string, Tensor>>(
                net,
                optimizer,
                batch =>
                {
                    trained++;
                    return net.call(batch["row"]).square().mean();
                }
            );
            new Trainer<Dictionary<string, Tensor>>(new() { Accumulate = 2, MaxEpochs = 2 }, [monitor]).Fit(task, loader.Prefetch(1, keep));
            return monitor.Training.Totals.Samples;
        }

        string message = Assert.Throws<InvalidOperationException>(() => Samples(null)).Message;

        Assert.Equal(0, trained);
        Wording.Matches(message);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(20, Samples(batch => batch.ToDictionary(one => one.Key, one => one.Value.alias())));
    }

    [Fact]
    public void A_source_that_refills_one_list_is_refused_and_works_if_the_list_is_copied()
    {
        long Samples(Func<List<Tensor>, List<Tensor>>? keep)
        {
            var buffer = new List<Tensor> { ones(4, 3) };
            IEnumerable<List<Tensor>> Data()
            {
                foreach (int size in (int[])[4, 4, 2])
                {
                    buffer[0] = ones(size, 3);
                    yield return buffer;
                }
            }

            var monitor = new ThroughputMonitor<List<Tensor>>();
            using var net = nn.Linear(3, 1);
            using optim.Optimizer optimizer = optim.SGD(net.parameters(), 0.01);
            var task = new TaskOf<List<Tensor>>(net, optimizer, batch => net.call(batch[0]).square().mean());
            new Trainer<List<Tensor>>(new() { MaxEpochs = 2 }, [monitor]).Fit(task, Data().Prefetch(2, keep));
            return monitor.Training.Totals.Samples;
        }

        Assert.Throws<InvalidOperationException>(() => Samples(null));
        Assert.Equal(20, Samples(batch => [.. batch]));
    }

    [Fact]
    public void A_source_that_frees_its_only_batch_at_its_end_is_refused_too()
    {
        IEnumerable<Tensor> Data()
        {
            using Tensor only = ones(4, 2);
            yield return only;
        }

        using var task = new Logging.TinyTask();
        Assert.Throws<InvalidOperationException>(() => new Trainer<Tensor>(new() { MaxEpochs = 1 }).Fit(task, Data().Prefetch(3)));
        Assert.Equal(1, new Trainer<Tensor>(new() { MaxEpochs = 1 }).Fit(task, Data().Prefetch(3, batch => batch.alias())).Batches);
    }

    [Fact]
    public void No_batch_ahead_is_refused()
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => TestBatches.Prepared(1).Prefetch(0));
        Wording.Matches(refused.Message);
    }

    private sealed class Rows : utils.data.Dataset
    {
        public override long Count => 10;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["row"] = full([4], (float)index) };
    }
}
