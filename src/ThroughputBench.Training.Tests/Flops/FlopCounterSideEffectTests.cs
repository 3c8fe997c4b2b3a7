using ThroughputBench.Training.Flops;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Flops;

[Collection(nameof(TorchAlone))]
public sealed class FlopCounterSideEffectTests
{
    [Fact]
    public void Buffers_of_batch_norm_are_as_they_were()
    {
        using BatchNorm1d norm = nn.BatchNorm1d(4);
        using Sequential model = nn.Sequential(nn.Linear(4, 4), norm);
        model.call(rand(8, 4) * 3); // Buffers that are not what they start as.
        Dictionary<string, Tensor> before = Copies(model.named_buffers());
        Assert.Equal(3, before.Count);

        FlopCounter.Count(model, rand(8, 4) + 5);

        Same(before, model.named_buffers());
    }

    [Fact]
    public void Random_numbers_continue_as_if_nothing_had_been_counted()
    {
        using Dropout dropout = nn.Dropout(0.5);
        random.manual_seed(7);
        Tensor expected = rand(10);
        random.manual_seed(7);
        FlopCounter.Count(dropout, ones(100));
        Assert.True(expected.Equals(rand(10)));
    }

    [Fact]
    public void Weights_gradients_and_modes_are_as_they_were()
    {
        using Sequential model = nn.Sequential(("a", nn.Linear(4, 4)), ("b", nn.Dropout()), ("c", nn.Linear(4, 1)));
        model.call(rand(8, 4)).sum().backward();
        model.named_modules().Single(module => module.name == "b").module.eval();
        Dictionary<string, Tensor> weights = Copies(model.named_parameters().Select(named => (named.name, (Tensor)named.parameter)));
        Dictionary<string, Tensor> gradients = Copies(model.named_parameters().Select(named => (named.name, named.parameter.grad!)));

        FlopCounter.Count(model, rand(8, 4));

        Same(weights, model.named_parameters().Select(named => (named.name, (Tensor)named.parameter)));
        Same(gradients, model.named_parameters().Select(named => (named.name, named.parameter.grad!)));
        Assert.Equal(
            [("a", true), ("b", false), ("c", true)],
            model.named_modules().Select(module => (module.name, module.module.training))
        );
    }

    [Fact]
    public void No_gradient_appears_if_there_was_none()
    {
        using Linear linear = nn.Linear(4, 4);
        FlopCounter.Count(linear, rand(2, 4));
        Assert.Null(linear.weight.grad);
    }

    [Fact]
    public void An_embedding_that_rescales_its_weights_as_it_reads_them_keeps_them()
    {
        using Embedding embedding = nn.Embedding(3, 4, max_norm: 0.01);
        Dictionary<string, Tensor> before = Copies(embedding.named_parameters().Select(named => (named.name, (Tensor)named.parameter)));
        Tensor indices = tensor([0L, 1, 2]);

        FlopCounter.Count(embedding, indices);
        Same(before, embedding.named_parameters().Select(named => (named.name, (Tensor)named.parameter)));

        embedding.call(indices);
        Assert.False(before["weight"].Equals(embedding.weight!)); // What would have happened.
    }

    [Fact]
    public void Hooks_are_gone_afterwards()
    {
        using var model = new Counted();
        FlopCounter.Count(model, ones(2));
        model.call(ones(2));
        Assert.Equal(1, model.Asked);
    }

    [Fact]
    public void A_forward_pass_that_fails_leaves_no_hook_and_nothing_changed_and_its_exception_comes_through()
    {
        using BatchNorm1d norm = nn.BatchNorm1d(4);
        using var model = new Counted();
        using Sequential both = nn.Sequential(norm, model);
        Dictionary<string, Tensor> before = Copies(both.named_buffers());
        random.manual_seed(7);
        Tensor expected = rand(10);
        random.manual_seed(7);

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => FlopCounter.Count(both, () =>
            {
                both.call(rand(8, 4));
                throw new InvalidOperationException("in the middle");
            }));

        Assert.Equal("in the middle", failure.Message);
        Assert.True(expected.Equals(rand(10)));
        Same(before, both.named_buffers());
        both.call(rand(8, 4));
        Assert.Equal(1, model.Asked);
    }

    [Fact]
    public void A_backward_pass_that_is_pending_still_works_afterwards()
    {
        using Sequential model = nn.Sequential(nn.Embedding(3, 4), nn.Linear(4, 1));
        Tensor pending = model.call(tensor([0L, 1, 2])).sum();
        FlopCounter.Count(model, tensor([0L, 1, 2]));
        pending.backward();
        Assert.All(model.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void Whether_gradients_are_on_is_as_it_was()
    {
        using Linear linear = nn.Linear(4, 4);
        using (no_grad())
        {
            FlopCounter.Count(linear, ones(2, 4));
            Assert.False(linear.call(ones(2, 4)).requires_grad);
        }
        FlopCounter.Count(linear, ones(2, 4));
        Assert.True(linear.call(ones(2, 4)).requires_grad);
    }

    [Fact]
    public void Nothing_that_was_made_while_counting_lives_on()
    {
        using Sequential model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), new LastOf(nn.LSTM(4, 4)));
        Tensor input = ones(2, 4);
        using DisposeScope scope = NewDisposeScope();
        FlopCounter.Count(model, input);
        Assert.Equal(0, scope.DisposablesCount);
    }

    private static Dictionary<string, Tensor> Copies(IEnumerable<(string Name, Tensor Tensor)> tensors) =>
        tensors.ToDictionary(named => named.Name, named => named.Tensor.detach().clone());

    private static void Same(Dictionary<string, Tensor> before, IEnumerable<(string Name, Tensor Tensor)> now)
    {
        Dictionary<string, Tensor> after = now.ToDictionary(named => named.Name, named => named.Tensor);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before, named => Assert.True(named.Value.Equals(after[named.Key]), named.Key));
    }

    private sealed class LastOf : nn.Module<Tensor, Tensor>
    {
        private readonly LSTM _lstm;

        public LastOf(LSTM lstm)
            : base(nameof(LastOf))
        {
            _lstm = lstm;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _lstm.call(input.unsqueeze(0)).Item1;
    }

    private sealed class Counted() : nn.Module<Tensor, Tensor>(nameof(Counted)), ICountsFlops
    {
        public int Asked { get; private set; }

        public override Tensor forward(Tensor input) => input + 1;

        public PassFlops OwnFlops(IReadOnlyList<long[]> inputShapes)
        {
            Asked++;
            return default;
        }
    }
}
