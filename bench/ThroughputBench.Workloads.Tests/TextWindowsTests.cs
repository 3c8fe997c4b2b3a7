using TorchSharp;
using Xunit;

namespace ThroughputBench.Workloads.Tests;

public sealed class TextWindowsTests : IDisposable
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Targets_are_the_bytes_that_follow_the_inputs()
    {
        foreach (Batch batch in new TextWindows(Text, context: 8, batchSize: 4, windowsPerEpoch: 400, seed: 1, torch.CPU))
        {
            long[] inputs = batch.Inputs.contiguous().data<long>().ToArray();
            Assert.Equal([4, 8], batch.Inputs.shape);
            Assert.Equal(inputs.Select(value => value + 1), batch.Targets.data<long>().ToArray());
            Assert.All(Enumerable.Range(0, 32), i => Assert.Equal(inputs[i / 8 * 8] + i % 8, inputs[i]));
        }
    }

    [Fact]
    public void Every_place_of_the_text_can_be_drawn()
    {
        var places = new HashSet<long>();
        foreach (Batch batch in new TextWindows(Text, context: 8, batchSize: 64, windowsPerEpoch: 6400, seed: 1, torch.CPU))
            places.UnionWith(batch.Inputs.select(1, 0).contiguous().data<long>().ToArray());

        Assert.Equal(Enumerable.Range(0, 248).Select(i => (long)i), places.Order());
    }

    [Fact]
    public void The_last_batch_of_an_epoch_may_be_short_and_counts_what_it_has()
    {
        var windows = new TextWindows(Text, context: 8, batchSize: 4, windowsPerEpoch: 10, seed: 1, torch.CPU);

        Assert.Equal([(4, 32), (4, 32), (2, 16)], windows.Select(batch => (batch.Samples, batch.Items)));
    }

    [Fact]
    public void Each_epoch_has_its_own_places()
    {
        var windows = new TextWindows(Text, context: 8, batchSize: 16, windowsPerEpoch: 16, seed: 1, torch.CPU);

        long[][] epochs = [.. Enumerable.Range(0, 3).Select(_ => windows.Single().Targets.data<long>().ToArray())];

        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(epochs[1], epochs[2]);
    }

    [Fact]
    public void A_batch_dies_with_the_scope_in_which_it_was_fetched()
    {
        Batch fetched;
        using (torch.NewDisposeScope())
            fetched = new TextWindows(Text, context: 8, batchSize: 4, windowsPerEpoch: 4, seed: 1, torch.CPU).Single();

        Assert.True(fetched.Inputs.IsInvalid);
        Assert.True(fetched.Targets.IsInvalid);
    }
}
