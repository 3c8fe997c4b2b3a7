using ThroughputBench.Training.Tests.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Checkpoints;

/// <summary>A place that no checkpoint can be written to is refused before training, not at the first checkpoint hours later.</summary>
public sealed class CheckpointPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("missing/run.checkpoint", "a missing folder")]
    [InlineData("", "a folder")]
    [InlineData("/dev/fd/0", "a device")]
    public void A_place_that_takes_no_file_is_refused_before_the_first_batch(string place, string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && place.StartsWith('/'), "There is no such device on Windows.");
        var hooks = new HookRecorder();
        using var trainer = new Trainer<Tensor>(
            new TrainerOptions { MaxEpochs = 1 },
            [hooks, new CheckpointCallback<Tensor>(Path.Combine(_folder.Path, place), everySteps: 1000)]
        );

        IOException refused = Assert.Throws<IOException>(() => trainer.Fit(new LinearTask(), TestBatches.Prepared(3)));

        Wording.Matches(refused.Message.Replace(_folder.Path, "FOLDER", StringComparison.Ordinal), kind);
        Assert.DoesNotContain("TrainStart", hooks.Calls);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_checkpoint_that_is_there_stays_until_another_is_saved()
    {
        File.WriteAllText(_folder.File("run.checkpoint"), "the last one");
        using var trainer = new Trainer<Tensor>(
            new TrainerOptions { MaxEpochs = 1 },
            [new CheckpointCallback<Tensor>(_folder.File("run.checkpoint"), everySteps: 1000)]
        );

        trainer.Fit(new LinearTask(), TestBatches.Prepared(3));

        Assert.Equal("the last one", File.ReadAllText(_folder.File("run.checkpoint")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_is_no_checkpoint_to_resume_from()
    {
        using var trainer = new Trainer<Tensor>(new TrainerOptions());

        Assert.Equal(
            $"'{_folder.Path}' is a folder, not a checkpoint.",
            Assert.Throws<InvalidDataException>(() => trainer.Fit(new LinearTask(), [], resumeFrom: _folder.Path)).Message
        );
    }
}
