using ThroughputBench.Monitoring;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>A monitor watches one run at a time.</summary>
public sealed class MonitorOneRunTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly ClockedTask _task;
    private readonly ThroughputMonitor<Tensor> _monitor;

    public MonitorOneRunTests()
    {
        _task = new ClockedTask { Forward = () => _clock.Pass(1), Evaluation = () => _clock.Pass(0.5) };
        _monitor = new ThroughputMonitor<Tensor>(time: _clock);
    }

    public void Dispose() => _task.Dispose();

    [Fact]
    public void The_same_monitor_twice_in_a_trainer_is_refused_before_training_and_evaluation()
    {
        var trainer = new Trainer<Tensor>(new() { MaxSteps = 2 }, [_monitor, _monitor]);

        Wording.Matches(Assert.Throws<InvalidOperationException>(() => trainer.Fit(_task, Batches.Of(4))).Message);
        Wording.Matches(Assert.Throws<InvalidOperationException>(() => trainer.Validate(_task, Batches.Of(4))).Message);
        Assert.Equal(default, _monitor.Save().Train);

        new Trainer<Tensor>(new() { MaxSteps = 2 }, [_monitor]).Fit(_task, Batches.Of(4));
        Assert.Equal(2, _monitor.Training.Totals.Steps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_overlaps_another_is_refused_and_the_first_continues(bool sameTrainer)
    {
        var trainer = new Trainer<Tensor>(new() { MaxSteps = 4 }, [_monitor]);
        Trainer<Tensor> other = sameTrainer ? trainer : new Trainer<Tensor>(new() { MaxSteps = 4 }, [_monitor]);
        using FitRun<Tensor> run = trainer.Begin(_task, Batches.Of(4));
        run.Advance(2);

        Wording.Matches(
            Assert.Throws<InvalidOperationException>(() => other.Begin(_task, Batches.Of(4))).Message,
            sameTrainer ? "the same trainer" : "another trainer"
        );

        run.Advance(2);
        run.Finish();
        Assert.Equal((4L, 4.0), (_monitor.Training.Totals.Steps, _monitor.Training.Seconds));
        other.Fit(_task, Batches.Of(4));
        Assert.Equal(8, _monitor.Save().Train.Steps);
    }

    [Fact]
    public void The_time_of_an_evaluation_between_two_advances_is_not_trainings()
    {
        var trainer = new Trainer<Tensor>(new() { MaxSteps = 4, LogEvery = LogInterval.Steps(1) }, [_monitor]);
        using FitRun<Tensor> run = trainer.Begin(_task, Batches.Of(4));
        run.Advance(2);

        trainer.Validate(_task, Batches.Of(3));
        Assert.Equal(1.5, _monitor.Read(Stage.Validate).Seconds);
        new Trainer<Tensor>(new(), [_monitor]).Test(_task, Batches.Of(1));

        run.Advance(2);
        run.Finish();
        Assert.Equal((4L, 4.0), (_monitor.Training.Totals.Steps, _monitor.Training.Seconds));
        Assert.Equal(1.0, _monitor.Training.Rates!.Value.BatchesPerSecond);
        Assert.Equal((3L, 1L), (_monitor.Save().Validate.Batches, _monitor.Save().Test.Batches));
    }

    [Fact]
    public void An_evaluation_that_fails_between_two_advances_leaves_the_run_as_it_was()
    {
        using var failing = new ClockedTask
        {
            Evaluation = () =>
            {
                _clock.Pass(7);
                throw new InvalidDataException("bad");
            },
        };
        var trainer = new Trainer<Tensor>(new() { MaxSteps = 4 }, [_monitor]);
        using FitRun<Tensor> run = trainer.Begin(_task, Batches.Of(4));
        run.Advance(2);

        Assert.Throws<InvalidDataException>(() => trainer.Validate(failing, Batches.Of(3)));

        run.Advance(2);
        run.Finish();
        Assert.Equal((4L, 4.0), (_monitor.Training.Totals.Steps, _monitor.Training.Seconds));
    }
}
