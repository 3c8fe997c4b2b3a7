using ThroughputBench.Training.Tests.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Checkpoints;

/// <summary>A run that is resumed behind its limits ends at once: it must not miss them and train for ever.</summary>
public sealed class LoweredLimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Behind_MaxSteps_no_further_step_is_taken(int maxSteps)
    {
        Interrupted(new() { MaxSteps = 3 });
        var hooks = new HookRecorder();

        FitResult result = Resumed(new() { MaxSteps = maxSteps }, hooks);

        Assert.Equal((3, StopReason.MaxSteps), (result.Steps, result.Reason));
        Assert.DoesNotContain("TrainBatchStart", hooks.Calls);
        Assert.Equal(["TrainEnd", "FitEnd"], hooks.Calls.TakeLast(2));
    }

    [Fact]
    public void Behind_MaxEpochs_no_further_epoch_is_begun()
    {
        Interrupted(new() { MaxSteps = 13 });
        var hooks = new HookRecorder();

        FitResult result = Resumed(new() { MaxEpochs = 2 }, hooks);

        Assert.Equal(new FitResult(13, 13, 2, StopReason.MaxEpochs), result);
        Assert.Equal(["FitStart", "TrainStart", "TrainPause", "TrainEnd", "FitEnd"], hooks.Calls);
    }

    private void Interrupted(TrainerOptions options)
    {
        using var trainer = new Trainer<Tensor>(options, [new CheckpointCallback<Tensor>(_folder.File("saved"), everySteps: 1)]);
        trainer.Fit(new LinearTask(), TestBatches.Prepared(5));
    }

    private FitResult Resumed(TrainerOptions options, HookRecorder hooks)
    {
        using var trainer = new Trainer<Tensor>(options, [hooks]);
        return trainer.Fit(new LinearTask(), TestBatches.Prepared(5), resumeFrom: _folder.File("saved"));
    }
}
