using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>
/// A move replaces a module's parameters, and an optimizer that was there before has no state for the new ones: training moves nothing. The
/// device without memory, <c>meta</c>, stands for a GPU.
/// </summary>
public sealed class DevicePlacementTests
{
    [Fact]
    public void A_module_that_is_elsewhere_is_refused_before_training_and_stays_where_it_is()
    {
        var hooks = new HookRecorder();
        var trainer = new Trainer<Tensor>(new TrainerOptions { Device = META }, [hooks]);
        var task = new LinearTask();

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => trainer.Fit(task, TestBatches.Prepared(3)));

        Assert.Equal(
            "TrainerOptions.Device is meta, but the module's parameter 'weight' is on cpu: move the module there, and then create its "
                + "optimizer, because the move replaces the parameters.",
            refused.Message
        );
        Assert.Throws<InvalidOperationException>(() => trainer.Begin(task, TestBatches.Prepared(3)));
        Assert.Empty(hooks.Calls);
        Assert.Equal("cpu", task.Weight.device.ToString());
    }

    [Fact]
    public void A_module_that_is_there_keeps_the_parameters_that_its_optimizer_steps()
    {
        var trainer = new Trainer<Tensor>(new TrainerOptions { Device = CPU, MaxSteps = 3 });
        var task = new LinearTask();
        nint[] parameters = Handles(task.Module);
        float[] before = task.Parameters();

        trainer.Fit(task, TestBatches.Prepared(3));
        trainer.Validate(task, TestBatches.Prepared(1));

        Assert.Equal(parameters, Handles(task.Module));
        Assert.NotEqual(before, task.Parameters());
    }

    [Fact]
    public void An_evaluation_moves_the_module_once()
    {
        using var task = new Movable();
        var trainer = new Trainer<Tensor>(new TrainerOptions { Device = META });

        trainer.Validate(task, TestBatches.Prepared(1));
        nint[] moved = Handles(task.Module);
        trainer.Test(task, TestBatches.Prepared(1));

        Assert.All(task.Module.parameters(), parameter => Assert.Equal("meta", parameter.device.ToString()));
        Assert.Equal(moved, Handles(task.Module));
    }

    [Fact]
    public void An_optimizer_from_before_a_move_is_refused_in_a_sentence()
    {
        using var task = new Movable();
        var trainer = new Trainer<Tensor>(new TrainerOptions { Device = META });
        trainer.Validate(task, TestBatches.Prepared(1));

        Assert.Equal(
            "SGD has no state for a parameter that it steps: the module was moved after the optimizer was created. Create the optimizer "
                + "after the move.",
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(task, TestBatches.Prepared(1))).Message
        );
    }

    [Theory]
    [InlineData("cuda:0", "cuda", true)]
    [InlineData("cuda:0", "cuda:0", true)]
    [InlineData("cuda:1", "cuda:0", false)]
    [InlineData("cpu", "cuda", false)]
    [InlineData("cpu", "cpu", true)]
    public void A_device_without_an_index_is_any_of_its_type(string place, string wanted, bool isThere) =>
        Assert.Equal(isThere, TaskDevice.IsOn(new Device(place), new Device(wanted)));

    private static nint[] Handles(nn.Module module) => [.. module.parameters().Select(parameter => parameter.Handle)];

    private sealed class Movable : TrainingTask<Tensor>, IDisposable
    {
        private readonly Linear _model = nn.Linear(4, 1);

        public Movable() => Optimizer = optim.SGD(_model.parameters(), 0.1);

        public override nn.Module Module => _model;

        public override optim.Optimizer Optimizer { get; }

        public override Tensor TrainingStep(Tensor batch) => _model.call(batch).mean();

        public override Tensor MoveToDevice(Tensor batch, Device device) => batch.to(device);

        public void Dispose()
        {
            Optimizer.Dispose();
            _model.Dispose();
        }
    }
}
