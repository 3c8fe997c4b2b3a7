using ThroughputBench.Training.Flops;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Flops;

[Collection(nameof(TorchAlone))]
public sealed class FlopCounterModelTests
{
    [Fact]
    public void A_model_costs_what_its_modules_cost_and_says_so_by_module()
    {
        // 32 samples through 64 → 48 → 10: forward 2 · 32 · (64 · 48 + 48 · 10). Backward: weights of both, input of the second.
        const long first = 2 * 32 * 64 * 48,
            second = 2 * 32 * 48 * 10;
        using Sequential model = nn.Sequential(("hidden", nn.Linear(64, 48)), ("activation", nn.ReLU()), ("head", nn.Linear(48, 10)));
        FlopCount count = FlopCounter.Count(model, zeros(32, 64));

        Assert.Equal(first + second, count.Forward);
        Assert.Equal(first + second + first + 2 * second, count.ForwardAndBackward);
        Assert.True(count.Forward < count.ForwardAndBackward);
        Assert.True(count.IsComplete);
        Assert.Null(count.NotCounted);
        Assert.Equal(
            [
                new ModuleFlops("", "Sequential", FlopSource.Submodules, 1, default),
                new ModuleFlops("hidden", "Linear", FlopSource.Formula, 1, new PassFlops(first, first)),
                new ModuleFlops("activation", "ReLU", FlopSource.Formula, 1, default),
                new ModuleFlops("head", "Linear", FlopSource.Formula, 1, new PassFlops(second, 2 * second)),
            ],
            count.Modules
        );
    }

    [Fact]
    public void Modules_within_modules_have_their_paths_and_sums()
    {
        using Sequential model = nn.Sequential(
            ("encoder", nn.Sequential(("a", nn.Linear(2, 3)), ("b", nn.Linear(3, 4)))),
            ("encoder2", nn.Linear(4, 5))
        );
        FlopCount count = FlopCounter.Count(model, zeros(1, 2));
        Assert.Equal(["", "encoder", "encoder2", "encoder.a", "encoder.b"], count.Modules.Select(module => module.Name));
        Assert.Equal(2 * (2 * 3 + 3 * 4), count.Within("encoder").Forward);
        Assert.Equal(2 * 3 * 4, count.Within("encoder.b").Forward);
        Assert.Equal(2 * 4 * 5, count.Within("encoder2").Forward);
        Assert.Equal(count.Total, count.Within(""));
        Assert.Throws<ArgumentException>("name", () => count.Within("decoder"));
    }

    [Fact]
    public void A_module_that_is_called_several_times_or_stands_in_several_places_is_counted_once_for_each_call()
    {
        Linear shared = nn.Linear(4, 4);
        using Sequential model = nn.Sequential(("first", shared), ("second", shared));
        FlopCount count = FlopCounter.Count(model, zeros(3, 4));
        ModuleFlops linear = Assert.Single(count.Modules, module => module.Type == "Linear");
        Assert.Equal(("first", 2), (linear.Name, linear.Calls));
        Assert.Equal(2 * (2 * 3 * 4 * 4), count.Forward);
    }

    [Fact]
    public void A_module_declares_what_its_functions_cost_and_its_submodules_are_added()
    {
        // 2 sequences of 5, width 6. Declared: scores and context, 2 · 2 · (5 · 6 · 5); by the counter: 2 projections of 10 · 6 · 6.
        using var model = new FunctionalAttention(6);
        FlopCount count = FlopCounter.Count(model, zeros(2, 5, 6));
        const long functions = 2 * (2 * 2 * 5 * 6 * 5),
            projections = 2 * (2 * 10 * 6 * 6);
        Assert.True(count.IsComplete, count.NotCounted);
        Assert.Equal(functions + projections, count.Forward);
        Assert.Equal(
            new ModuleFlops("", nameof(FunctionalAttention), FlopSource.Declared, 1, new PassFlops(functions, 2 * functions)),
            count.Modules[0]
        );
        Assert.Equal([2, 5, 6], Assert.Single(model.SeenShapes!));
    }

    [Fact]
    public void Shapes_are_those_of_the_tensors_among_the_arguments()
    {
        using var model = new ManyArguments();
        FlopCounter.Count(model, () => model.call(zeros(1), (zeros(2), zeros(3)), null, true, [zeros(4)]));
        Assert.Equal(
            [
                [1L],
                [2L],
                [3L],
                [4L],
            ],
            model.SeenShapes!
        );
    }

    [Fact]
    public void Modules_that_the_counter_does_not_know_are_named_and_not_guessed()
    {
        using var model = new Containing(("known", nn.Linear(4, 4)), ("odd", new Doubling()), ("product", nn.Bilinear(4, 4, 2)));
        FlopCount count = FlopCounter.Count(model, () => model.call(zeros(3, 4)));
        Assert.False(count.IsComplete);
        Assert.Equal(
            "Not in the FLOPs: odd (Doubling, unknown), product (Bilinear, unknown). Give such a module ICountsFlops, or give the "
                + "FLOPs of a batch.",
            count.NotCounted
        );
        Assert.Equal(2 * 3 * 4 * 4, count.Forward);
    }

    [Fact]
    public void A_module_whose_submodules_are_hidden_in_native_code_is_unknown()
    {
        using TransformerEncoderLayer layer = nn.TransformerEncoderLayer(4, 2, 8);
        Assert.Equal(FlopSource.Unknown, Assert.Single(FlopCounter.Count(layer, zeros(3, 1, 4)).Modules).Source);
    }

    [Fact]
    public void A_module_with_its_own_parameters_may_multiply_them_and_is_named()
    {
        using var model = new OwnWeight();
        FlopCount count = FlopCounter.Count(model, zeros(3, 4));
        Assert.Equal(FlopSource.Unknown, count.Modules[0].Source);
        Wording.Matches(count.NotCounted);
        Assert.Equal(2 * 3 * 4 * 4, count.Forward);
    }

    [Fact]
    public void A_module_that_was_run_past_its_hooks_or_not_at_all_is_named()
    {
        using Linear linear = nn.Linear(4, 4);
        FlopCount count = FlopCounter.Count(linear, () => linear.forward(zeros(3, 4)));
        Assert.Equal(FlopSource.NotCalled, Assert.Single(count.Modules).Source);
        Wording.Matches(count.NotCounted);
        Assert.Equal(0, count.Forward);
    }

    [Fact]
    public void A_module_that_is_not_called_but_would_count_nothing_is_not_missed()
    {
        using var model = new Containing(("dropout", nn.Dropout()));
        Assert.Null(FlopCounter.Count(model, () => { }).NotCounted);
    }

    [Fact]
    public void Lists_and_dictionaries_of_modules_are_looked_into()
    {
        using var model = new Listing();
        FlopCount count = FlopCounter.Count(model, zeros(3, 4));
        Assert.True(count.IsComplete, count.NotCounted);
        Assert.Equal(3 * (2 * 3 * 4 * 4), count.Forward);
    }

    [Fact]
    public void Evaluation_without_gradients_around_counts_the_same()
    {
        using Sequential model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4));
        PassFlops training = FlopCounter.Count(model, zeros(3, 4)).Total;
        model.eval();
        using (no_grad())
            Assert.Equal(training, FlopCounter.Count(model, zeros(3, 4)).Total);
    }

    [Fact]
    public void A_count_beyond_63_bits_is_refused() =>
        Assert.Throws<OverflowException>(() => PassFlops.MatrixProduct(1L << 21, 1L << 21, 1L << 21));

    [Fact]
    public void A_product_of_a_negative_size_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("inner", () => PassFlops.MatrixProduct(1, -1, 1));

    private sealed class FunctionalAttention : nn.Module<Tensor, Tensor>, ICountsFlops
    {
        private readonly Linear _enter,
            _leave;

        public FunctionalAttention(long width)
            : base(nameof(FunctionalAttention))
        {
            (_enter, _leave) = (nn.Linear(width, width), nn.Linear(width, width));
            RegisterComponents();
        }

        public IReadOnlyList<long[]>? SeenShapes { get; private set; }

        public override Tensor forward(Tensor input)
        {
            Tensor x = _enter.call(input);
            return _leave.call(matmul(matmul(x, x.transpose(1, 2)), x));
        }

        public PassFlops OwnFlops(IReadOnlyList<long[]> inputShapes)
        {
            SeenShapes = inputShapes;
            (long sequences, long length, long width) = (inputShapes[0][0], inputShapes[0][1], inputShapes[0][2]);
            return (PassFlops.MatrixProduct(length, width, length) + PassFlops.MatrixProduct(length, length, width)) * sequences;
        }
    }

    private sealed class ManyArguments()
        : nn.Module<Tensor, (Tensor, Tensor), Tensor?, bool, List<Tensor>, Tensor>(nameof(ManyArguments)),
            ICountsFlops
    {
        public IReadOnlyList<long[]>? SeenShapes { get; private set; }

        public override Tensor forward(Tensor input1, (Tensor, Tensor) input2, Tensor? input3, bool input4, List<Tensor> input5) => input1;

        public PassFlops OwnFlops(IReadOnlyList<long[]> inputShapes)
        {
            SeenShapes = inputShapes;
            return default;
        }
    }

    private sealed class Doubling() : nn.Module<Tensor, Tensor>(nameof(Doubling))
    {
        public override Tensor forward(Tensor input) => input + input;
    }

    private sealed class Containing : nn.Module<Tensor, Tensor>
    {
        private readonly (string Name, nn.Module Module)[] _modules;

        public Containing(params (string Name, nn.Module Module)[] modules)
            : base(nameof(Containing))
        {
            _modules = modules;
            foreach ((string name, nn.Module module) in modules)
                register_module(name, module);
        }

        public override Tensor forward(Tensor input)
        {
            foreach ((_, nn.Module module) in _modules)
            {
                input = module is nn.Module<Tensor, Tensor, Tensor> pair
                    ? pair.call(input, input)
                    : ((nn.Module<Tensor, Tensor>)module).call(input);
            }

            return input;
        }
    }

    private sealed class OwnWeight : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _weight = nn.Parameter(zeros(4, 4));
        private readonly Linear _linear = nn.Linear(4, 4);

        public OwnWeight()
            : base(nameof(OwnWeight)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _linear.call(matmul(input, _weight));
    }

    private sealed class Listing : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> _list = nn.ModuleList(nn.Linear(4, 4), nn.Linear(4, 4));
        private readonly ModuleDict<Linear> _dictionary = nn.ModuleDict(("one", nn.Linear(4, 4)));

        public Listing()
            : base(nameof(Listing)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _dictionary["one"].call(_list.Aggregate(input, (x, layer) => layer.call(x)));
    }
}
