using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class WeightedMicroBatchTests
{
    private static readonly Tensor Rows = TestBatches.Prepared(1, samples: 24)[0];

    public static TheoryData<int, int[]> Splits =>
        new()
        {
            { 2, [3, 1] },
            { 4, [10, 2, 5, 7] },
            { 4, [20, 1, 3] },
            { 8, [1, 23] },
            { 3, [24] },
        };

    [Theory]
    [MemberData(nameof(Splits))]
    public void With_their_samples_as_weights_unequal_micro_batches_give_the_gradient_of_one_batch_of_them_all(int accumulate, int[] sizes)
    {
        Tensor[] batches = Rows.narrow(0, 0, sizes.Sum()).split([.. sizes.Select(size => (long)size)]);
        float[] expected = Gradients(1, _ => 1, [Rows.narrow(0, 0, sizes.Sum())]);

        AssertClose(expected, Gradients(accumulate, batch => batch.size(0), batches));
        AssertClose(expected, Gradients(accumulate, batch => batch.size(0), new LazySource<Tensor>(batches)));
        AssertClose(expected, Gradients(accumulate, batch => 1e-3 * batch.size(0), batches));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 8)]
    [InlineData(4, 7)]
    [InlineData(3, 1)]
    public void Equal_weights_are_no_weights_bit_for_bit(int accumulate, int batches)
    {
        float[] plain = Trained(accumulate, null, TestBatches.Prepared(batches));

        Assert.Equal(plain, Trained(accumulate, _ => 0.1, TestBatches.Prepared(batches)));
        Assert.Equal(plain, Trained(accumulate, _ => 4096, TestBatches.Prepared(batches)));
    }

    [Fact]
    public void Without_weights_the_cycle_is_the_mean_of_its_micro_batches_means()
    {
        Tensor[] batches = Rows.split([20, 4]);
        float[][] alone = [Gradients(1, null, [batches[0]]), Gradients(1, null, [batches[1]])];

        AssertClose([.. alone[0].Zip(alone[1], (one, other) => (one + other) / 2)], Gradients(2, null, batches));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_micro_batch_without_weight_is_counted_and_adds_nothing_even_if_its_loss_is_not_a_number(int at)
    {
        List<Tensor> batches = [.. Rows.narrow(0, 0, 8).split([5, 3])];
        float[] expected = Gradients(1, null, [Rows.narrow(0, 0, 8)]);
        batches.Insert(at, empty(0, 4));

        AssertClose(expected, Gradients(3, batch => batch.size(0), batches));
        AssertClose(expected, Gradients(7, batch => batch.size(0), batches));
    }

    [Theory]
    [InlineData(1, null, null)]
    [InlineData(2, null, null)]
    [InlineData(2, 0.5, null)]
    [InlineData(2, null, 0.5)]
    public void A_cycle_without_any_weight_changes_no_parameter(int accumulate, double? clipNorm, double? clipValue)
    {
        var options = new TrainerOptions
        {
            Accumulate = accumulate,
            MaxEpochs = 1,
            ClipGradientNorm = clipNorm,
            ClipGradientValue = clipValue,
        };
        Tensor[] some = TestBatches.Prepared(accumulate);
        Tensor[] none = [.. Enumerable.Range(0, accumulate).Select(_ => empty(0, 4))];

        float[] before = Trained(options, batch => batch.size(0), some);
        float[] after = Trained(options, batch => batch.size(0), [.. some, .. none]);

        Assert.DoesNotContain(after, float.IsNaN);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData(-1, "-1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void A_weight_that_is_none_ends_training_with_its_value(double weight, string name)
    {
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() =>
            Trained(2, _ => weight, TestBatches.Prepared(2))
        );

        Wording.Matches(refused.Message, name);
    }

    [Fact]
    public void A_micro_batch_without_weight_has_no_backward_pass_to_report()
    {
        var hooks = new HookRecorder();
        var task = new LinearTask();

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 1 }, [hooks]).Fit(
            new TaskOf<Tensor>(task.Module, task.Optimizer, task.TrainingStep, batch => batch.size(0)),
            [empty(0, 4), ones(1, 4)]
        );

        Assert.Equal(
            [
                "TrainBatchStart",
                "BeforeZeroGrad",
                "TrainBatchEnd",
                "TrainBatchStart",
                "BeforeBackward",
                "AfterBackward",
                "BeforeOptimizerStep",
                "AfterOptimizerStep",
                "TrainBatchEnd!",
            ],
            hooks.Calls.Skip(3).Take(9)
        );
    }

    [Fact]
    public void A_model_in_double_precision_is_corrected_in_double_precision()
    {
        double Gradient(int accumulate)
        {
            Linear net = nn.Linear(1, 1, hasBias: false, dtype: ScalarType.Float64);
            nn.init.constant_(net.weight, 1);
            double gradient = 0;
            var hooks = new HookRecorder
            {
                At = (hook, _) =>
                {
                    if (hook == "BeforeOptimizerStep")
                        gradient = net.weight.grad!.item<double>();
                },
            };
            Tensor batch = ones(1, 1, ScalarType.Float64);
            new Trainer<Tensor>(new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }, [hooks]).Fit(
                new TaskOf<Tensor>(net, optim.SGD(net.parameters(), 0), one => net.call(one).square().mean()),
                [batch, batch, batch]
            );
            return gradient;
        }

        Assert.Equal(2, Gradient(1), 1e-15);
        Assert.Equal(2, Gradient(7), 1e-14);
    }

    private static float[] Gradients(int accumulate, Func<Tensor, double>? weightOf, IEnumerable<Tensor> batches)
    {
        var task = new LinearTask();
        float[]? gradients = null;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "BeforeOptimizerStep")
                    gradients ??= task.Gradients();
            },
        };
        FitResult result = new Trainer<Tensor>(new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }, [hooks]).Fit(
            new TaskOf<Tensor>(task.Module, task.Optimizer, task.TrainingStep, weightOf),
            batches
        );
        Assert.Equal(1, result.Steps);
        return gradients!;
    }

    private static float[] Trained(int accumulate, Func<Tensor, double>? weightOf, IEnumerable<Tensor> batches) =>
        Trained(new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }, weightOf, batches);

    private static float[] Trained(TrainerOptions options, Func<Tensor, double>? weightOf, IEnumerable<Tensor> batches)
    {
        var task = new LinearTask();
        new Trainer<Tensor>(options).Fit(new TaskOf<Tensor>(task.Module, task.Optimizer, task.TrainingStep, weightOf), batches);
        return task.Parameters();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        double scale = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -1e-6 * scale, 1e-6 * scale));
    }
}
