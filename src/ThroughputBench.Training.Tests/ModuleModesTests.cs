using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>A module or submodule that the user put into evaluation mode, such as a frozen norm, stays in it.</summary>
public sealed class ModuleModesTests
{
    private readonly BatchNorm1d _norm = nn.BatchNorm1d(3);
    private readonly Dropout _dropout = nn.Dropout();
    private readonly Sequential _net;
    private readonly Tensor[] _data = [.. Enumerable.Repeat(ones(4, 3), 8)];

    public ModuleModesTests() => _net = nn.Sequential(nn.Linear(3, 3), nn.Sequential(_norm, _dropout));

    private (bool Net, bool Norm, bool Dropout) Modes => (_net.training, _norm.training, _dropout.training);

    [Fact]
    public void Through_training_and_its_validations()
    {
        _norm.eval();
        var hooks = new HookRecorder { At = Frozen };

        Fit(hooks);

        void Frozen(string hook, TrainerState state) =>
            Assert.Equal(hook.StartsWith("Eval", StringComparison.Ordinal) ? (false, false, false) : (true, false, true), Modes);
    }

    [Theory]
    [InlineData("FitStart")]
    [InlineData("TrainStart")]
    [InlineData("TrainEpochStart")]
    [InlineData("TrainBatchStart")]
    [InlineData("TrainBatchEnd")]
    [InlineData("TrainPause")]
    [InlineData("TrainResume")]
    [InlineData("TrainEpochEnd")]
    public void From_the_hook_in_which_it_was_put_there(string at)
    {
        bool frozen = false;
        var modes = new List<bool>();
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == at && !frozen)
                {
                    frozen = true;
                    _norm.eval();
                }
                if (frozen && hook == "TrainBatchEnd")
                    modes.Add(_norm.training);
            },
        };

        Fit(hooks);

        Assert.DoesNotContain(true, modes);
        Assert.True(modes.Count > 2);
        Assert.Equal((true, false, true), Modes);
    }

    [Fact]
    public void A_module_that_is_unfrozen_in_a_hook_trains_from_then_on()
    {
        _norm.eval();
        var modes = new List<bool>();
        var hooks = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook == "TrainEpochStart" && state.Epoch == 1)
                    _norm.train();
                if (hook == "TrainBatchEnd")
                    modes.Add(_norm.training);
            },
        };

        Fit(hooks);

        Assert.Equal([.. Enumerable.Repeat(false, 8), .. Enumerable.Repeat(true, 8)], modes);
    }

    [Fact]
    public void Through_validating_testing_and_predicting_alone_even_if_they_fail()
    {
        _norm.eval();
        var trainer = new Trainer<Tensor>(new TrainerOptions());

        trainer.Validate(Task(), _data);
        Assert.Equal((true, false, true), Modes);
        trainer.Test(Task(), _data);
        Assert.Equal((true, false, true), Modes);
        Assert.Throws<NotSupportedException>(() => trainer.Predict(Task(), _data));
        Assert.Equal((true, false, true), Modes);
    }

    [Fact]
    public void A_module_in_evaluation_mode_with_parts_in_training_mode_is_trained_as_it_is_and_put_back_so()
    {
        _net.eval();
        _dropout.train();

        Fit(new HookRecorder());

        Assert.Equal((false, false, true), Modes);
    }

    [Fact]
    public void A_whole_model_in_evaluation_mode_is_trained_in_it_and_a_notice_is_sent()
    {
        _net.eval();
        var notices = new List<string>();
        var trainer = new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1 });
        trainer.Noticed += (_, notice) => notices.Add(notice.Text);

        trainer.Fit(Task(), _data);

        Assert.Equal((false, false, false), Modes);
        Wording.Matches(Assert.Single(notices));
    }

    private void Fit(HookRecorder hooks) =>
        new Trainer<Tensor>(new TrainerOptions { MaxEpochs = 2, ValidateEveryBatches = 2 }, [hooks]).Fit(Task(), _data, _data[..1]);

    private TaskOf<Tensor> Task() => new(_net, optim.SGD(_net.parameters(), 0), batch => _net.call(batch).square().mean());
}
