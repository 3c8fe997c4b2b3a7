using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>
/// Clearing, correcting and clipping look at what the optimizer steps, which may be more than the module's parameters, or less.
/// </summary>
public sealed class SteppedParametersTests
{
    private readonly Tensor _batch = ones(4, 3);

    [Fact]
    public void Gradients_of_a_backbone_that_no_optimizer_steps_do_not_grow()
    {
        (Linear backbone, Linear head, nn.Module<Tensor, Tensor> net) = BackboneAndHead();
        var norms = new List<(float, float)>();
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainBatchEnd")
                    norms.Add((Norm(head.weight), Norm(backbone.weight)));
            },
        };

        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 4 }, [hooks]).Fit(
            TaskFor(net, optim.SGD(head.parameters(), 0)),
            Enumerable.Repeat(_batch, 4).ToArray()
        );

        Assert.Single(norms.Distinct());
        Assert.True(norms[0].Item2 > 0);
    }

    [Fact]
    public void A_backbone_that_no_optimizer_steps_takes_no_part_in_clipping()
    {
        (_, Linear head, nn.Module<Tensor, Tensor> net) = BackboneAndHead();
        float norm = 0;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainBatchEnd")
                    norm = Norm(head.weight);
            },
        };

        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1, ClipGradientNorm = 1 }, [hooks]).Fit(
            TaskFor(net, optim.SGD(head.parameters(), 0)),
            [_batch]
        );

        Assert.Equal(1, norm, 1e-5);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public void A_parameter_of_the_loss_itself_is_corrected_in_a_short_cycle(int accumulate, bool lazy) =>
        Assert.Equal(18, TemperatureGradient(new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 }, lazy), 1e-4);

    [Fact]
    public void A_parameter_of_the_loss_itself_is_clipped()
    {
        Assert.InRange(TemperatureGradient(new TrainerOptions { MaxEpochs = 1, ClipGradientNorm = 0.1 }, lazy: false), 0.01, 0.1);
        Assert.Equal(0.1, TemperatureGradient(new TrainerOptions { MaxEpochs = 1, ClipGradientValue = 0.1 }, lazy: false), 1e-6);
    }

    [Fact]
    public void All_groups_are_corrected_and_clipped_and_a_parameter_in_two_of_them_only_once()
    {
        (Linear backbone, Linear head, nn.Module<Tensor, Tensor> net) = BackboneAndHead();
        using var optimizer = optim.SGD(
            [new SGD.ParamGroup(backbone.parameters(), lr: 0), new SGD.ParamGroup(head.parameters().Concat(backbone.parameters()), lr: 0)],
            0
        );
        (float, float) corrected = default;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "BeforeOptimizerStep")
                    corrected = (Norm(head.weight), Norm(backbone.weight));
            },
        };

        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1 }, [hooks]).Fit(TaskFor(net, optimizer), [_batch]);
        (float, float) whole = corrected;
        new Trainer<Tensor>(
            new TrainerOptions
            {
                Accumulate = 4,
                MaxSteps = 1,
                ClipGradientNorm = 1,
            },
            [hooks]
        ).Fit(TaskFor(net, optimizer), [_batch]);

        Assert.Equal(whole.Item1, corrected.Item1, 1e-4 * whole.Item1);
        Assert.Equal(whole.Item2, corrected.Item2, 1e-4 * whole.Item2);
        Assert.Equal(1, Math.Sqrt(Math.Pow(Norm(head.weight), 2) + Math.Pow(Norm(backbone.weight), 2)), 1e-5);
    }

    [Fact]
    public void A_group_that_is_added_during_training_is_stepped_and_clipped_from_then_on()
    {
        (Linear backbone, Linear head, nn.Module<Tensor, Tensor> net) = BackboneAndHead();
        using SGD optimizer = optim.SGD(head.parameters(), 0);
        var norms = new List<double>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainBatchEnd")
                    norms.Add(Math.Sqrt(Math.Pow(Norm(head.weight), 2) + Math.Pow(Norm(backbone.weight), 2)));
                if (hook == "TrainBatchEnd" && state.Steps == 1)
                    optimizer.add_param_group(new SGD.ParamGroup(backbone.parameters(), lr: 0));
            },
        };

        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 2, ClipGradientNorm = 1 }, [hooks]).Fit(
            TaskFor(net, optimizer),
            [_batch, _batch]
        );

        Assert.True(norms[0] > 2);
        Assert.Equal(1, norms[1], 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_parameter_that_a_cycle_does_not_use_is_not_stepped(int accumulate)
    {
        (Linear backbone, Linear head, nn.Module<Tensor, Tensor> net) = BackboneAndHead();
        using SGD optimizer = optim.SGD(net.parameters(), 0.01, momentum: 0.9, weight_decay: 0.1);
        var weights = new List<float[]>();
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "AfterOptimizerStep")
                    weights.Add([.. backbone.weight.data<float>()]);
            },
        };
        int batch = 0;
        var task = new TaskOf<Tensor>(net, optimizer, rows =>
            (batch++ / accumulate == 1 ? head.call(rows) : net.call(rows)).square().mean()
        );

        new Trainer<Tensor>(
            new TrainerOptions
            {
                Accumulate = accumulate,
                MaxEpochs = 1,
                ClipGradientNorm = 1,
            },
            [hooks]
        ).Fit(task, Enumerable.Repeat(_batch, 3 * accumulate).ToArray());

        Assert.Equal(weights[0], weights[1]);
        Assert.NotEqual(weights[1], weights[2]);
    }

    [Fact]
    public void An_optimizer_that_clears_gradients_in_its_own_way_does_so()
    {
        Linear net = nn.Linear(3, 1);
        using var optimizer = new CountsClearing(net.parameters());

        new Trainer<Tensor>(new TrainerOptions { Accumulate = 2, MaxEpochs = 1 }).Fit(
            TaskFor(net, optimizer),
            Enumerable.Repeat(_batch, 6).ToArray()
        );

        Assert.Equal(3, optimizer.Cleared);
    }

    [Fact]
    public void An_optimizer_that_needs_a_closure_is_refused_before_anything_else()
    {
        Linear net = nn.Linear(3, 1);
        using var optimizer = optim.LBFGS(net.parameters());
        var hooks = new HookRecorder();
        var trainer = new Trainer<Tensor>(new TrainerOptions(), [hooks]);

        NotSupportedException refused = Assert.Throws<NotSupportedException>(() => trainer.Fit(TaskFor(net, optimizer), [_batch]));

        Wording.Matches(refused.Message);
        Assert.Empty(hooks.Calls);
        Assert.Equal(1, trainer.Validate(TaskFor(net, optimizer), [_batch]));
    }

    [Fact]
    public void An_optimizer_of_the_users_that_needs_a_closure_is_refused_in_the_same_words()
    {
        Linear net = nn.Linear(3, 1);
        using var optimizer = new NeedsClosure(net.parameters());

        NotSupportedException refused = Assert.Throws<NotSupportedException>(() =>
            new Trainer<Tensor>(new TrainerOptions()).Fit(TaskFor(net, optimizer), [_batch])
        );

        Wording.Matches(refused.Message);
    }

    private static (Linear Backbone, Linear Head, nn.Module<Tensor, Tensor> Net) BackboneAndHead()
    {
        (Linear backbone, Linear head) = (nn.Linear(3, 3, hasBias: false), nn.Linear(3, 1, hasBias: false));
        nn.init.constant_(backbone.weight, 0.1);
        nn.init.constant_(head.weight, 1);
        return (backbone, head, nn.Sequential(backbone, head));
    }

    private static TaskOf<Tensor> TaskFor(nn.Module<Tensor, Tensor> net, optim.Optimizer optimizer) =>
        new(net, optimizer, batch => (net.call(batch) - 10).square().mean());

    private static float Norm(Parameter parameter)
    {
        using DisposeScope scope = NewDisposeScope();
        return parameter.grad!.norm().item<float>();
    }

    private double TemperatureGradient(TrainerOptions options, bool lazy)
    {
        Linear net = nn.Linear(3, 1, hasBias: false);
        nn.init.constant_(net.weight, 1);
        var temperature = new Parameter(ones(1));
        double gradient = 0;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "TrainEpochEnd")
                    gradient = temperature.grad!.item<float>();
            },
        };
        var task = new TaskOf<Tensor>(net, optim.SGD(net.parameters().Append(temperature), 0), batch =>
            (net.call(batch) * temperature).square().mean()
        );

        new Trainer<Tensor>(options, [hooks]).Fit(task, lazy ? new LazySource<Tensor>([_batch]) : [_batch]);
        return gradient;
    }

    private sealed class CountsClearing(IEnumerable<Parameter> parameters) : SGD(parameters, 0.1)
    {
        public int Cleared { get; private set; }

        public override void zero_grad()
        {
            Cleared++;
            base.zero_grad();
        }
    }

    private sealed class NeedsClosure(IEnumerable<Parameter> parameters) : SGD(parameters, 0.1)
    {
        public override Tensor step(Func<Tensor>? closure = null)
        {
            ArgumentNullException.ThrowIfNull(closure);
            return base.step(closure);
        }
    }
}
