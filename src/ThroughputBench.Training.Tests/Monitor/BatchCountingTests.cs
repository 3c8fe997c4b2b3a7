using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class BatchCountingTests
{
    private static readonly Tensor Six = zeros(6, 2);
    private static readonly Tensor Four = zeros(4, 3);

    [Fact]
    public void Samples_are_the_first_dimension_of_the_first_tensor()
    {
        Assert.Equal(6, SamplesOf(Six));
        Assert.Equal(1, SamplesOf(tensor(3f)));
        Assert.Equal(6, SamplesOf((Six, Four)));
        Assert.Equal(6, SamplesOf((Six, Four, Four)));
        Assert.Equal(6, SamplesOf((Six, Four, Four, Four)));
        Assert.Equal(6, SamplesOf(("label", Six, Four)));
        Assert.Equal(6, SamplesOf(("label", (Six, 1), Four)));
        Assert.Equal(6, SamplesOf(Tuple.Create(Six, Four)));
    }

    [Fact]
    public void In_a_collection_they_are_those_of_the_first_value()
    {
        Assert.Equal(6, SamplesOf(new[] { Six, Four }));
        Assert.Equal(6, SamplesOf(new List<Tensor> { Six, Four }));
        Assert.Equal(6, SamplesOf(new Dictionary<string, Tensor> { ["inputs"] = Six, ["targets"] = Four }));
        Assert.Equal(
            6,
            SamplesOf<IReadOnlyDictionary<string, Tensor>>(new Dictionary<string, Tensor> { ["inputs"] = Six, ["targets"] = Four })
        );
        Assert.Equal(6, SamplesOf(new SortedDictionary<string, object> { ["a"] = "text", ["inputs"] = Six }));
    }

    [Fact]
    public void Without_a_tensor_there_is_an_exception()
    {
        Assert.Throws<ArgumentException>(() => SamplesOf(new Dictionary<string, Tensor>()));
        Assert.Throws<ArgumentException>(() => SamplesOf("text"));
        Assert.Throws<ArgumentException>(() => SamplesOf((1, 2)));
    }

    private static long SamplesOf<TBatch>(TBatch batch) => BatchCounting.SamplesOf<TBatch>()(batch);
}
