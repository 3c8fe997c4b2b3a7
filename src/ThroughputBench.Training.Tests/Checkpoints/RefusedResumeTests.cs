using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Logging;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Checkpoints;

/// <summary>A checkpoint that is refused leaves no trace in the monitor.</summary>
public sealed class RefusedResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void After_a_refused_checkpoint_the_monitor_is_as_it_was_and_trains_from_the_beginning()
    {
        Save(epochs: 3);
        var clock = new Clock();
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>(time: clock);
        using var task = new ClockedTask { Forward = () => clock.Pass(1) };
        var trainer = new Trainer<Tensor>(new() { MaxEpochs = 1, LogEvery = LogInterval.Steps(2) }, [monitor], [log]);

        Assert.Throws<InvalidDataException>(() =>
            trainer.Fit(new LinearTask(), TestBatches.Prepared(4), resumeFrom: _folder.File("saved"))
        );
        Assert.Equal(new ThroughputMonitorState(default, default, default, default), monitor.Save());

        trainer.Fit(task, Batches.Of(4));
        Assert.Equal([(1, 0, 2.0), (3, 0, 4.0)], log.Records.Select(record => (record.Step, record.Epoch, record["train/batches"])));
        ThroughputMonitorState state = monitor.Save();
        Assert.Equal((4.0, 4L, 4L, 1), (state.Train.Seconds, state.Train.Batches, state.Train.Steps, state.Epochs));
    }

    [Fact]
    public void A_lifetime_that_had_been_counted_before_continues()
    {
        Save(epochs: 3);
        var clock = new Clock();
        var monitor = new ThroughputMonitor<Tensor>(time: clock);
        using var task = new ClockedTask { Forward = () => clock.Pass(1) };
        var trainer = new Trainer<Tensor>(new() { MaxEpochs = 2 }, [monitor]);
        trainer.Fit(task, Batches.Of(5));
        ThroughputMonitorState before = monitor.Save();

        Assert.Throws<InvalidDataException>(() =>
            trainer.Fit(new LinearTask(), TestBatches.Prepared(4), resumeFrom: _folder.File("saved"))
        );

        Assert.Equal(before, monitor.Save());
        Assert.Equal((10, 2), (before.Train.Batches, before.Epochs));
    }

    private void Save(int epochs)
    {
        var clock = new Clock();
        using var task = new ClockedTask { Forward = () => clock.Pass(1) };
        new Trainer<Tensor>(
            new() { MaxEpochs = epochs },
            [new ThroughputMonitor<Tensor>(time: clock), new CheckpointCallback<Tensor>(_folder.File("saved"), everySteps: 1)]
        ).Fit(task, Batches.Of(4));
    }
}
