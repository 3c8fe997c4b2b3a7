using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Flops;
using ThroughputBench.Training.Tests.Logging;
using ThroughputBench.Training.Tests.Monitor;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Checkpoints;

/// <summary>A run that was interrupted and resumed ends as one that was not: bit for bit, under a fake clock.</summary>
[Collection(nameof(TorchAlone))]
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Epochs of 7 batches with cycles of 3, so the third cycle of each is short. A checkpoint every second step; the interruption comes
    /// in the middle of a cycle, of an epoch, behind an epoch's end, and between a checkpoint and the end.
    /// </summary>
    public static MatrixTheoryData<string, int, bool> Interruptions { get; } =
        new(["SGD", "Adam", "AdamW"], [8, 14, 25], [true, false]);

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void A_resumed_run_ends_as_if_it_had_never_been_interrupted(string optimizer, int interruptedAfter, bool lengthIsKnown)
    {
        Run whole = Train(optimizer, lengthIsKnown, seed: 1, random: 5, checkpoint: _folder.File("whole"));
        Run cut = Train(optimizer, lengthIsKnown, seed: 1, random: 5, checkpoint: _folder.File("cut"), batches: interruptedAfter);
        Run resumed = Train(optimizer, lengthIsKnown, seed: 2, random: 6, checkpoint: _folder.File("cut"), resumes: true);

        int before = whole.Losses.Count - resumed.Losses.Count;
        Assert.InRange(before, 6, interruptedAfter);
        Assert.Equal(whole.Losses[..before], cut.Losses[..before]);
        Assert.Equal(whole.Losses[before..], resumed.Losses);
        Assert.Equal(whole.State, resumed.State);
        Assert.Equal(whole.Result, resumed.Result);
        Assert.Equal(whole.Figures, resumed.Figures);
        Assert.NotEmpty(resumed.Records);
        Assert.Equal(whole.Records[^resumed.Records.Length..], resumed.Records);
        Assert.Equal(cut.Records.Take(whole.Records.Length - resumed.Records.Length), whole.Records[..^resumed.Records.Length]);
    }

    [Fact]
    public void A_torn_file_is_refused_in_a_sentence()
    {
        string path = _folder.File("torn");
        Train("SGD", lengthIsKnown: true, seed: 1, random: 1, path, batches: 7);
        byte[] whole = File.ReadAllBytes(path);
        foreach (byte[] torn in new[] { whole[..^1], whole[..40], [.. whole[..200], (byte)(whole[200] ^ 1), .. whole[201..]] })
        {
            File.WriteAllBytes(path, torn);
            Wording.Matches(Refused(), "torn or changed");
        }
        File.WriteAllText(path, "a text");
        Wording.Matches(Refused(), "a text");

        string Refused() =>
            Assert
                .Throws<InvalidDataException>(() => Train("SGD", true, 1, 1, path, resumes: true))
                .Message.Replace(path, "PATH", StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_replaces_the_one_before_it_whole_and_leaves_nothing_beside_it()
    {
        Train("Adam", lengthIsKnown: true, seed: 1, random: 1, _folder.File("only"));
        Assert.Equal([_folder.File("only")], Directory.GetFiles(Path.GetDirectoryName(_folder.File("only"))!));
    }

    [Fact]
    public void Another_tasks_checkpoint_and_another_source_are_refused()
    {
        string path = _folder.File("other");
        Train("Adam", lengthIsKnown: true, seed: 1, random: 1, path, batches: 7);
        var trainer = new Trainer<Tensor>(new() { MaxEpochs = 1 });
        Assert.Throws<InvalidDataException>(() => trainer.Fit(new LinearTask(), TestBatches.Prepared(7), resumeFrom: path));
        using var task = new DropoutTask(new Clock(), parameters => optim.Adam(parameters), seed: 1);
        Wording.Matches(Assert.Throws<InvalidDataException>(() => trainer.Fit(task, TestBatches.Prepared(2), resumeFrom: path)).Message);
    }

    private static Run Train(
        string optimizer,
        bool lengthIsKnown,
        int seed,
        int random,
        string checkpoint,
        bool resumes = false,
        int? batches = null
    )
    {
        var clock = new Clock();
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>(new() { WindowSteps = 4, StepTimes = true, ItemsOf = batch => batch.numel() }, clock);
        using var task = new DropoutTask(clock, Optimizers(optimizer), seed);
        manual_seed(random);
        var options = new TrainerOptions
        {
            Accumulate = 3,
            MaxEpochs = 4,
            ValidateEveryBatches = 5,
            LogEvery = LogInterval.Steps(3),
        };
        Tensor[] source = TestBatches.Prepared(7, samples: 5);
        IEnumerable<Tensor> data = lengthIsKnown ? source : Drawn(source);
        // The time of saving is not training's: whatever it is, the figures are the same.
        var slow = new HookRecorder { At = (hook, _) => clock.PassTicks(hook == "TrainPause" ? 12345 : 0) };
        using var trainer = new Trainer<Tensor>(options, [new CheckpointCallback<Tensor>(checkpoint, everySteps: 2), monitor, slow], [log]);
        using FitRun<Tensor> run = trainer.Begin(
            task,
            data,
            TestBatches.Prepared(2, samples: 5, seed: 9),
            resumeFrom: resumes ? checkpoint : null
        );
        run.AdvanceBatches(batches ?? long.MaxValue);
        if (batches is null)
            run.Finish();
        run.FlushLoggers();
        string figures = monitor.Training.ToString();
        return new Run(
            task.Losses,
            task.State(),
            run.Result,
            figures,
            [
                .. log.Records.Select(record =>
                    $"{record.Step} {record.Epoch}: "
                    + string.Join(
                        " ",
                        record.Values.Where(value => value.Key[^3..] is not ("ons" or "tes")).Select(value => $"{value.Key}={value.Value:R}")
                    )
                ),
            ]
        );
    }

    /// <summary>Draws from libtorch's generator when an epoch begins, and for each batch.</summary>
    private static IEnumerable<Tensor> Drawn(Tensor[] source)
    {
        Tensor order = randperm(source.Length).DetachFromDisposeScope();
        for (int i = 0; i < source.Length; i++)
            yield return source[order[i].item<long>()] + rand(1);
        order.Dispose();
    }

    private static Func<IEnumerable<Parameter>, optim.Optimizer> Optimizers(string name) =>
        name switch
        {
            "SGD" => parameters => optim.SGD(parameters, 0.05, momentum: 0.9),
            "Adam" => parameters => optim.Adam(parameters, 0.01, amsgrad: true),
            _ => parameters => optim.AdamW(parameters, 0.01),
        };

    private sealed record Run(List<float> Losses, byte[][] State, FitResult Result, string Figures, string[] Records);
}
